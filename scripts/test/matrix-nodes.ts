import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { run } from '../setup/run.mjs'

/** The oldest Node that `engines` of package.json allows. */
export const OLDEST_NODE = '20.19.0'
/** It, and newer lines with long support. */
export const MATRIX_NODES = [OLDEST_NODE, '22.23.3', '24.21.0'] as const
export type MatrixNode = (typeof MATRIX_NODES)[number]

/** The npm registry has nodejs.org's binaries as packages, one for each platform; npm checks their integrity. */
const packageName = () => `node-${process.platform}-${process.arch}`

/**
 * Gives the path of this Node's binary, fetched from the npm registry into the cache where it is not there. Safe to call
 * from several processes.
 * @throws ProgramError where npm has no such package for this platform, or cannot be reached
 */
export async function ensureNode(
  version: MatrixNode,
  detail: (text: string) => void = () => undefined,
): Promise<string> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'buzzcrate', 'node')
  const folder = path.join(cache, version)
  const binary = path.join(folder, 'node_modules', packageName(), 'bin/node')
  if (existsSync(binary)) return binary
  refuseInTests(`Node ${version}`)
  await mkdir(cache, { recursive: true })
  const half = await mkdtemp(path.join(cache, '.half-'))
  try {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--loglevel=http']
    const args = ['install', '--prefix', half, ...quiet, `${packageName()}@${version}`]
    await run('npm', args, { cwd: half, onLine: detail })
    const said = await run(path.join(half, path.relative(folder, binary)), ['--version'])
    if (said[0] !== `v${version}`) throw new Error(`the package of Node ${version} says ${said[0]}`)
    await rename(half, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    return binary
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}
