// `node scripts/check-lockfile.mjs`: npm can write a lockfile that lacks optional packages of other platforms (the
// registry may lag behind for them); `npm ci` then refuses it on every machine. Run after each change of dependencies.
import { readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * @param {Record<string, {optionalDependencies?: Record<string, string>}>} packages of a package-lock.json
 * @returns {string[]} `package needs name@version`, one for each that is missing
 */
export function missingOptionalPackages(packages) {
  const missing = []
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!resolves(packages, place, name)) missing.push(`${place} needs ${name}@${version}`)
    }
  }
  return missing
}

/**
 * Looks in node_modules of the package itself, then of each folder above, as Node does.
 * @param {Record<string, unknown>} packages
 * @param {string} place
 * @param {string} name
 */
function resolves(packages, place, name) {
  for (let folder = place; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (!folder) return false
  }
}

if (process.argv[1] === import.meta.filename) {
  const file = process.argv[2] ?? path.resolve(import.meta.dirname, '../package-lock.json')
  const missing = missingOptionalPackages(JSON.parse(readFileSync(file, 'utf8')).packages)
  for (const line of missing) console.error(line)
  if (missing.length > 0)
    console.error('`npm ci` would refuse this lockfile. Pin a version that exists for all platforms.')
  process.exitCode = missing.length > 0 ? 1 : 0
}
