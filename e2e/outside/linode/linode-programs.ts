import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { buildGoProgram } from '@/e2e/lab/build-go-program'
import { findPip } from '@/e2e/lab/find-pip'
import { mustRun } from '@/e2e/lab/hosts/run-command'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'

/** Linode's own program; it carries Linode's specification 4.229.1. */
const CLI = 'linode-cli==5.69.0'

const cacheOf = (name: string): string =>
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate', name)

/**
 * The folder with Linode's own program, for PYTHONPATH: `python3 -m linodecli`. Fetched from PyPI once into the cache.
 * @throws AppError `not-prepared` where a test would have to fetch it
 */
export async function ensureLinodeCli(say: (line: string) => void = () => undefined): Promise<string> {
  const folder = path.join(cacheOf('linode-cli'), CLI.replace(/^.*==/, ''))
  if (existsSync(folder)) return folder
  refuseInTests('Linode’s own program')
  await mkdir(path.dirname(folder), { recursive: true })
  const half = `${folder}.${process.pid}`
  const { command, args } = await findPip()
  say(`fetching ${CLI} from PyPI`)
  const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore']
  await mustRun(command, [...args, 'install', ...quiet, '--only-binary=:all:', '--target', half, CLI], {
    timeoutMs: Number.POSITIVE_INFINITY,
  })
  await rename(half, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(half, { recursive: true })
  })
  return folder
}

/** A program on Linode's Go client 1.69.1 that goes a whole circle. Built once into the cache; throws as buildGoProgram. */
export const buildLinodegoCircle = (say: (line: string) => void = () => undefined): Promise<string> =>
  buildGoProgram(
    { name: 'linodego-circle', module: path.join(import.meta.dirname, 'linodego'), cache: cacheOf('linodego') },
    say,
  )
