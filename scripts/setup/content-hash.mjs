import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * One sha256 over names and contents of files and whole folders, in a fixed order. Missing ones count as missing.
 * @param {string} root what the names are relative to
 * @param {string[]} names files and folders
 * @param {(name: string) => boolean} [wanted] leaves out files by their relative name
 * @returns {string} hex
 */
export function contentHash(root, names, wanted = () => true) {
  const hash = createHash('sha256')
  /** @param {string} name */
  const add = (name) => {
    const absolute = path.join(root, name)
    const stat = statSync(absolute, { throwIfNoEntry: false })
    if (!stat) hash.update(`missing ${name}\0`)
    else if (stat.isDirectory()) for (const entry of readdirSync(absolute).sort()) add(path.posix.join(name, entry))
    else if (wanted(name)) hash.update(`${name}\0${stat.size}\0`).update(readFileSync(absolute))
  }
  for (const name of names) add(name)
  return hash.digest('hex')
}
