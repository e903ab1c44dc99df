import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '@/lib/core/errors'

const run = promisify(execFile)

export interface GoRequirement {
  /** `1.26` means 1.26.0 and everything newer. */
  readonly minVersion: string
}

/** Where Go toolchains that the project installed for itself live: one folder a version, `<version>/go/bin/go`. */
export function goCacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache')
  return path.join(cache, 'buzzcrate', 'go')
}

/**
 * Finds a Go that is new enough, in PATH first, then among those installed before; changes nothing on the machine.
 * Returns the path of `go`. Throws `go-missing` when there is none.
 */
export async function findInstalledGo({ minVersion }: GoRequirement): Promise<string> {
  const seen: string[] = []
  for (const candidate of ['go', ...(await cachedGos())]) {
    const version = await goVersion(candidate)
    if (version === undefined) continue
    if (isAtLeast(version, minVersion)) return candidate
    seen.push(version)
  }
  throw new AppError('go-missing', {
    userMessage:
      seen.length > 0
        ? `Building needs Go ${minVersion} or newer, and this machine has only ${seen.join(', ')}.`
        : `Building needs Go ${minVersion} or newer, and this machine has none.`,
    details: { minVersion, seen },
  })
}

async function cachedGos(): Promise<string[]> {
  const folder = goCacheFolder()
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const versions = names.filter((name) => /^\d+\.\d+(\.\d+)?$/.test(name)).sort(compareVersions)
  return versions.reverse().map((version) => path.join(folder, version, 'go', 'bin', 'go'))
}

/** The version a `go` says it has (`1.26.6`), or undefined where it cannot be run. */
export async function goVersion(go: string): Promise<string | undefined> {
  try {
    // GOTOOLCHAIN=local: the version that is there, not one it would like to download
    const { stdout } = await run(go, ['env', 'GOVERSION'], { env: { ...process.env, GOTOOLCHAIN: 'local' } })
    return /^go(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1]
  } catch {
    return undefined // not there, or not for this machine: the next candidate
  }
}

/** Orders `1.9`, `1.10`, `1.26.6` by their numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function isAtLeast(version: string, minVersion: string): boolean {
  return compareVersions(version, minVersion) >= 0
}
