import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** What a build reads; tests and texts beside it do not count. */
const sources = ['go.mod', 'go.sum', 'cmd', 'internal', 'release']
const noSource = /(_test\.go|\.test\.ts|\.md)$/

/** A hash of everything in the module `folder` that a build reads, and of `also`: another one means another build. */
export async function sourceHash(folder: string, also: readonly string[]): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !noSource.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => sources.includes(file.split(path.sep)[0] ?? ''))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(file).update('\0')
    hash.update(await readFile(path.join(folder, file))).update('\0')
  }
  for (const text of also) hash.update(text).update('\0')
  return hash.digest('hex').slice(0, 12)
}
