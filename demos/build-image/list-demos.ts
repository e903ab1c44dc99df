import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Folders below `demosDir` that an image can be built from, e.g. `books/web`: those with an image.json, by name. */
export function listDemos(demosDir: string): readonly string[] {
  return readdirSync(demosDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(entry.parentPath, entry.name, 'image.json')))
    .map((entry) => path.relative(demosDir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}
