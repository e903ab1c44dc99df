// `node scripts/check-lockfile.mjs`: what is wrong with package-lock.json. Run after each change of dependencies.
// npm can write a lockfile that lacks optional packages of other platforms (the registry may lag behind for them); `npm
// ci` then refuses it on every machine. And a package may ask for a newer Node than `engines` of package.json promises.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { allowsVersion, oldestOf } from './checks/node-range.mjs'

/** @typedef {{optionalDependencies?: Record<string, string>, engines?: {node?: string}}} LockedPackage */

/**
 * @param {Record<string, LockedPackage>} packages of a package-lock.json
 * @returns {string[]} one sentence for each thing that is wrong
 */
export function lockfileProblems(packages) {
  return [...missingOptionalPackages(packages), ...tooNewPackages(packages)]
}

/**
 * @param {Record<string, LockedPackage>} packages
 * @returns {string[]} one for each package that does not take the oldest Node that the root package takes
 */
export function tooNewPackages(packages) {
  const oldest = oldestOf(packages['']?.engines?.node ?? '')
  return Object.entries(packages).flatMap(([place, { engines }]) => {
    const range = engines?.node
    return range === undefined || allowsVersion(range, oldest)
      ? []
      : `${place} asks for Node ${range}, not ${oldest.join('.')}`
  })
}

/**
 * @param {Record<string, LockedPackage>} packages
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
  const problems = lockfileProblems(JSON.parse(readFileSync(file, 'utf8')).packages)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0)
    console.error('Pin versions that exist for all platforms and take the oldest Node of `engines` in package.json.')
  process.exitCode = problems.length > 0 ? 1 : 0
}
