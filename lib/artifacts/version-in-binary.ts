import { createReadStream } from 'node:fs'
import { K3sVersion } from '@/lib/k3s/version'

// A value set at link time ends with NUL, a text file inside with a line feed, one in a sentence with a space. Without the end, the digits of a
// neighbouring string could be taken for a part of the version.
const IN_BINARY = /v\d{1,3}\.\d{1,3}\.\d{1,3}(?:-rc\d{1,3})?\+k3s\d{1,3}(?=[\0\n ])/g
const OVERLAP = 64

/**
 * The k3s version that a binary of any architecture says of itself, found by reading, never by running a file that
 * somebody put into a folder. Undefined when it names none, or several.
 */
export async function versionInBinary(file: string): Promise<string | undefined> {
  const found = new Set<string>()
  let tail = ''
  for await (const chunk of createReadStream(file, { highWaterMark: 4 * 1024 * 1024 })) {
    // latin1 keeps every byte one character.
    const text: string = tail + chunk.toString('latin1')
    for (const match of text.matchAll(IN_BINARY)) found.add(match[0])
    tail = text.slice(-OVERLAP)
  }
  const [version] = found
  return found.size === 1 && K3sVersion.safeParse(version).success ? version : undefined
}
