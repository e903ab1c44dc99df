import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Something in a package. Paths have no leading slash. */
export type PackageEntry =
  | { readonly type: 'folder'; readonly path: string; readonly mode: number }
  | { readonly type: 'text'; readonly path: string; readonly mode: number; readonly text: string | Buffer }
  | {
      readonly type: 'file'
      readonly path: string
      readonly mode: number
      /** Where the bytes are on this machine. */
      readonly source: string
      readonly bytes: number
    }

/** One time for every file of every package, so that the same content makes the same bytes: 2026-01-01 UTC. */
export const PACKAGE_TIME = 1_767_225_600

const BLOCK = 512
const END = Buffer.alloc(2 * BLOCK)

export const sizeOf = (entry: PackageEntry): number =>
  entry.type === 'folder' ? 0 : entry.type === 'text' ? Buffer.byteLength(entry.text) : entry.bytes

const padded = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK

/** Length of the archive that `tar` will write, without writing it. */
export function tarSize(entries: readonly PackageEntry[]): number {
  return entries.reduce((sum, entry) => sum + BLOCK + padded(sizeOf(entry)), END.length)
}

/** A POSIX (ustar) archive owned by root, in the order given. `prefix` goes before every path, e.g. `./`. */
export async function* tar(entries: readonly PackageEntry[], prefix = ''): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield header(entry, prefix)
    let written = 0
    for await (const chunk of bytesOf(entry)) {
      written += chunk.length
      yield chunk
    }
    if (written !== sizeOf(entry)) throw new Error(`${entry.path} has ${written} bytes, not ${sizeOf(entry)}`)
    const rest = padded(written) - written
    if (rest > 0) yield Buffer.alloc(rest)
  }
  yield END
}

/** The bytes of one entry. */
export async function* bytesOf(entry: PackageEntry): AsyncGenerator<Buffer> {
  if (entry.type === 'text') yield typeof entry.text === 'string' ? Buffer.from(entry.text) : entry.text
  if (entry.type === 'file') yield* createReadStream(entry.source, { highWaterMark: 1024 * 1024 })
}

/** Hex digest of an entry's bytes. */
export async function digestOf(entry: PackageEntry, algorithm: 'md5' | 'sha256'): Promise<string> {
  const hash = createHash(algorithm)
  for await (const chunk of bytesOf(entry)) hash.update(chunk)
  return hash.digest('hex')
}

function header(entry: PackageEntry, prefix: string): Buffer {
  const name = `${prefix}${entry.path}${entry.type === 'folder' ? '/' : ''}`
  if (Buffer.byteLength(name) > 100) throw new Error(`the path ${name} is too long for a package`)
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, offset: number, digits: number) =>
    block.write(`${value.toString(8).padStart(digits, '0')}\0`, offset)
  block.write(name, 0)
  octal(entry.mode, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(sizeOf(entry), 124, 11)
  octal(PACKAGE_TIME, 136, 11)
  block.write('        ', 148)
  block.write(entry.type === 'folder' ? '5' : '0', 156)
  block.write('ustar\x0000', 257)
  block.write('root', 265)
  block.write('root', 297)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
