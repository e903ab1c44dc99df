import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './run.mjs'

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps its own record of what it installed.
 * @param {string} root the checkout
 */
export function packagesAreCurrent(root) {
  const record = path.join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true
    const there = installed[place]
    // Optional packages of other platforms are rightly absent.
    return there ? there.version === entry.version && there.integrity === entry.integrity : entry.optional === true
  })
}

/**
 * Installs the packages of package-lock.json when they are not there yet.
 * @param {string} root the checkout
 * @param {(line: string) => void} [onLine] receives each line of npm's output
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensurePackages(root, onLine) {
  if (packagesAreCurrent(root)) return false
  // What was downloaded once is not asked for again: the lockfile's checksums decide.
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=http']
  // npm tells its children where it is; started by hand, it is on the PATH.
  const npm = process.env['npm_execpath']
  if (npm?.endsWith('.js')) await run(process.execPath, [npm, ...args], { cwd: root, onLine })
  else await run('npm', args, { cwd: root, onLine })
  return true
}
