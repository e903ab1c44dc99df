import { homedir } from 'node:os'
import path from 'node:path'
import { buildGoProgram } from '@/e2e/lab/build-go-program'
import { ensurePythonPackages } from '@/e2e/python-packages'

const cacheOf = (name: string): string =>
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate', name)

/**
 * The folder with Linode's own program, for PYTHONPATH: `python3 -m linodecli`; it carries Linode's specification 4.229.1.
 * Throws as `ensurePythonPackages`.
 */
export const ensureLinodeCli = (say?: (line: string) => void): Promise<string> =>
  ensurePythonPackages(
    { name: 'linode-cli/5.69.0', packages: ['linode-cli==5.69.0'], what: 'Linode’s own program' },
    say,
  )

/** A program on Linode's Go client 1.69.1 that goes a whole circle. Built once into the cache; throws as buildGoProgram. */
export const buildLinodegoCircle = (say: (line: string) => void = () => undefined): Promise<string> =>
  buildGoProgram(
    { name: 'linodego-circle', module: path.join(import.meta.dirname, 'linodego'), cache: cacheOf('linodego') },
    say,
  )
