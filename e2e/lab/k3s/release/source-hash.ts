import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** A hash of every file below `folder` that a build could see: another one means another build. Tests do not count. */
export async function sourceHash(folder: string, also: readonly string[]): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !/(_test\.go|\.test\.ts|\.md)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(path.relative(folder, file)).update('\0')
    hash.update(await readFile(file)).update('\0')
  }
  for (const text of also) hash.update(text).update('\0')
  return hash.digest('hex').slice(0, 12)
}
