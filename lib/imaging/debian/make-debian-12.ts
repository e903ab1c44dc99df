import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { debianRelease } from '@/lib/debian/debian-release'
import { debianRootFile } from '../sources/choose-sources'
import type { MadeSource, SourceWork } from '../sources/source-kind'
import { chooseSystem } from './choose-system'
import { makeDebianRoot } from './make-debian-root'
import { COMPONENTS, PACKAGE_SETS } from './package-sets'

/** Packages of earlier versions are of no further use after so long. */
const UNUSED_MS = 30 * 24 * 3_600_000

/** The archive's keys, as the package debian-archive-keyring of 2025 has them: the panel runs on other systems, too. */
const keyring = () =>
  path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib', 'imaging', 'sources', 'keys', 'debian-archive.gpg')

/**
 * Makes the root file system of cards with Debian 12.
 * @param file the name that it has on the shelf, e.g. `debian-12-arm64.tar`
 * @param mirror such as `http://deb.debian.org/debian`, with the security updates beside it at `…/debian-security`
 * @throws AppError `image-source-refused`, `image-tools-missing`, or as `chooseSystem`
 */
export async function makeDebian12(file: string, mirror: string | undefined, work: SourceWork): Promise<MadeSource> {
  const architecture = (['arm64', 'amd64'] as const).find((one) => debianRootFile(one) === file)
  if (architecture === undefined)
    throw new AppError('image-profile-unknown', { userMessage: `This version of the panel cannot make ${file}.` })
  const set = PACKAGE_SETS[architecture]
  const release = { ...debianRelease(mirror), components: COMPONENTS, keyring: keyring() }
  const system = await chooseSystem(release, architecture, set, { ...work, cache: work.downloads })
  const made = path.join(work.scratch, file)
  await makeDebianRoot(system, set, made, work)
  await forgetOld(work.downloads, new Set(system.files))
  const { packages, lists } = system.lock
  const newest = lists
    .map(({ date }) => date.slice(0, 10))
    .sort()
    .at(-1)
  return {
    file: made,
    fileName: file,
    checkedBy: `${packages.length} packages by the signed lists of Debian’s archive, the newest of ${newest}`,
  }
}

async function forgetOld(folder: string, used: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const file = path.join(folder, name)
    const found = await stat(file)
    if (found.isFile() && !used.has(file) && Date.now() - found.mtimeMs > UNUSED_MS) await rm(file, { force: true })
  }
}
