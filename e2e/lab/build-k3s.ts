import { access, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { buildRelease } from './k3s/release/build-release'
import { withFileLock } from './k3s/release/file-lock'
import { runTool } from './k3s/release/run-tool'
import { sourceHash } from './k3s/release/source-hash'
import { type Arch, labK3sVersion, releaseFiles } from './k3s/release/versions'

export interface LabK3s {
  /** A folder of release files, named as k3s names its own. */
  readonly dir: string
  /** `v1.36.1+k3s99`; of a folder given by BUZZCRATE_K3S_DIR, what its binary says. */
  readonly version: string
}

const source = path.join(import.meta.dirname, 'k3s')
const arches: Readonly<Record<string, Arch>> = { x64: 'amd64', arm64: 'arm64' }

/** An older build may be in use by another process for a while. */
const keepOldBuildsMs = 24 * 60 * 60_000

/**
 * Gives the lab edition of k3s as a folder of release files, built once for these sources into the cache outside the
 * checkout; `k3s` there is a link to the newest. Safe to call from several processes: one builds, the others wait.
 * BUZZCRATE_K3S_DIR names another folder to use instead. Throws `lab-build-failed` or `go-missing`, and `not-prepared`
 * where a test would have to build it.
 */
export async function buildLabK3s(say: (line: string) => void = toStderr): Promise<LabK3s> {
  const given = process.env['BUZZCRATE_K3S_DIR']
  if (given !== undefined && given !== '') return { dir: given, version: await versionOf(given) }
  const arch = arches[process.arch]
  if (arch === undefined) {
    throw new AppError('lab-build-failed', {
      userMessage: `The lab edition of k3s is for amd64 and arm64, not ${process.arch}.`,
    })
  }
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'buzzcrate', 'lab')
  const dir = path.join(cache, `k3s-${await sourceHash(source, [arch, labK3sVersion])}`)
  if (!(await isWhole(dir, arch))) {
    refuseInTests('The lab edition of k3s')
    await withFileLock(path.join(cache, 'k3s.lock'), async () => {
      if (await isWhole(dir, arch)) return // another process was faster
      const started = Date.now()
      say(`building the lab edition of k3s into ${dir}`)
      await rm(dir, { recursive: true, force: true })
      await buildRelease({ arch, source, workshop: path.join(cache, 'k3s-workshop'), out: dir, say })
      await removeOldBuilds(cache, dir)
      say(`built in ${Math.round((Date.now() - started) / 1000)} s`)
    })
  }
  await pointTo(path.join(cache, 'k3s'), dir)
  return { dir, version: labK3sVersion }
}

/** The files appear all at once, so one stands for all. */
async function isWhole(dir: string, arch: Arch): Promise<boolean> {
  return access(path.join(dir, releaseFiles[arch].checksums)).then(
    () => true,
    () => false,
  )
}

async function versionOf(dir: string): Promise<string> {
  const arch = arches[process.arch] ?? 'amd64'
  const said = await runTool(path.join(dir, releaseFiles[arch].binary), ['--version'])
  return /v\d\S+/.exec(said.toString())?.[0] ?? 'unknown'
}

async function pointTo(link: string, dir: string): Promise<void> {
  const present = await readlink(link).catch(() => undefined) // none yet, or a folder
  if (present === path.basename(dir)) return
  const half = `${link}.${process.pid}`
  await rm(half, { force: true })
  await symlink(path.basename(dir), half)
  await rename(half, link)
}

async function removeOldBuilds(cache: string, keep: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const dir = path.join(cache, name)
    if (!/^k3s-[0-9a-f]{12}$/.test(name) || dir === keep) continue
    const { mtimeMs } = await stat(dir)
    if (Date.now() - mtimeMs > keepOldBuildsMs) await rm(dir, { recursive: true, force: true })
  }
}

function toStderr(line: string): void {
  console.error(`lab k3s: ${line}`)
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log((await buildLabK3s()).dir)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(`${error.userMessage}\n${error.message}`)
    process.exit(1)
  }
}
