import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { findPip } from '@/e2e/lab/find-pip'
import { mustRun } from '@/e2e/lab/hosts/run-command'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'

export interface PythonPackages {
  /** Of the folder in the cache, with what makes it another one, e.g. `linode-cli/5.69.0`. */
  readonly name: string
  /** As pip takes them: `flask==2.2.2`. */
  readonly packages: readonly string[]
  /** As the subject of a sentence. */
  readonly what: string
}

/**
 * The folder with packages of Python, for PYTHONPATH. Fetched from PyPI once into the cache.
 * @throws AppError `not-prepared` where a test would have to fetch it
 */
export async function ensurePythonPackages(
  { name, packages, what }: PythonPackages,
  say: (line: string) => void = () => undefined,
): Promise<string> {
  const folder = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate', name)
  if (existsSync(folder)) return folder
  refuseInTests(what)
  await mkdir(path.dirname(folder), { recursive: true })
  const half = `${folder}.${process.pid}`
  const { command, args } = await findPip()
  say(`fetching ${packages.join(', ')} from PyPI`)
  const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore']
  await mustRun(command, [...args, 'install', ...quiet, '--only-binary=:all:', '--target', half, ...packages], {
    timeoutMs: Number.POSITIVE_INFINITY,
  })
  await rename(half, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(half, { recursive: true })
  })
  return folder
}
