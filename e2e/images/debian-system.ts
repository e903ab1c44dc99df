import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { debianCache } from '@/lib/debian/debian-release'
import { makeDebian12 } from '@/lib/imaging/debian/make-debian-12'
import { debianRootFile } from '@/lib/imaging/sources/choose-sources'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { contentHash } from '@/scripts/setup/content-hash.mjs'

const OLD_MS = 24 * 3_600_000
const FILE = debianRootFile('arm64')

const homeOf = (): string =>
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate', 'debian-system')

/** Where it is kept for this code. */
function placeOf(): string {
  const recipe = contentHash(process.cwd(), ['lib/imaging/debian', 'lib/debian'], (name) => !name.endsWith('.test.ts'))
  return path.join(homeOf(), recipe.slice(0, 16), FILE)
}

/** The file of `ensureDebianSystem`, where it was made before. */
export function findDebianSystem(): string | undefined {
  const file = placeOf()
  return existsSync(file) ? file : undefined
}

/**
 * The root file system of cards with Debian 12, made of real packages from the mirror that apt uses here. Kept in the cache
 * until the code that makes it changes; packages are kept for themselves.
 * @throws AppError `not-prepared` where a test would have to make it, or as `makeDebian12`
 */
export async function ensureDebianSystem(say: (line: string) => void = () => undefined): Promise<string> {
  const file = placeOf()
  if (existsSync(file)) return file
  refuseInTests('The system of cards out of Debian’s packages')
  await forgetOld()
  const scratch = `${file}.${process.pid}`
  await mkdir(scratch, { recursive: true })
  try {
    const { signal } = new AbortController()
    await makeDebian12(FILE, mirrorOfApt(), { signal, scratch, downloads: debianCache(), onLine: say })
    await rename(path.join(scratch, FILE), file)
    return file
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Of earlier versions of the code; another checkout may be at work with its own. */
async function forgetOld(): Promise<void> {
  await mkdir(homeOf(), { recursive: true })
  for (const name of await readdir(homeOf())) {
    const folder = path.join(homeOf(), name)
    if (Date.now() - (await stat(folder)).mtimeMs > OLD_MS) await rm(folder, { recursive: true, force: true })
  }
}

/** The archive that this machine's packages come from; undefined where apt is not here, or has none of Debian's. */
export function mirrorOfApt(): string | undefined {
  if (!existsSync('/usr/bin/apt-get')) return undefined
  const args = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages', 'Codename: bookworm']
  const addresses = execFileSync('/usr/bin/apt-get', args, { encoding: 'utf8' }).split('\n')
  return addresses.find((address) => /\/debian\/?$/.test(address))?.replace(/\/$/, '')
}
