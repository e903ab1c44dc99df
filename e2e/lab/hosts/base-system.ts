import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { cacheFolder } from './lab-folders'
import { mustRun } from './run-command'

/**
 * `fedora`: stands for every system without a package manager that BuzzCrate knows. `cloud`: Debian as an image in a cloud,
 * with cloud-init.
 */
export const Distro = z.enum(['debian', 'arch', 'fedora', 'cloud'])
export type Distro = z.infer<typeof Distro>

/** `root` is the read-only layer that hosts share, `seed` their own layer as it is before the first boot. */
export type BaseSystem = { readonly root: string; readonly seed: string; readonly manifest: string }

const everyHost = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'openssh-server',
  'iproute2',
  'iptables',
  'nftables',
  'ca-certificates',
  'curl',
  'kmod',
  'procps',
  'sudo',
  'zstd',
  'libfaketime',
]

const packages = {
  debian: everyHost,
  arch: [...everyHost, 'pacman-package-manager', 'libarchive-tools'],
  fedora: everyHost,
  // debootstrap does not look for what provides a name: the backend has one for each of its versions.
  cloud: [...everyHost, 'cloud-init', 'python3-cffi-backend'],
} satisfies Record<Distro, readonly string[]>

const files = path.join(import.meta.dirname, 'in-host')
const builder = path.join(import.meta.dirname, 'build-base.sh')

/**
 * Gives the base system of a distribution, built by debootstrap where the cache does not have it (one to three minutes).
 * It is built anew when its packages, its scripts or the machine's kernel change. Safe to call from several processes.
 */
export async function ensureBaseSystem(distro: Distro, say: (line: string) => void): Promise<BaseSystem> {
  const sources = [builder, path.join(files, 'boot.sh'), path.join(files, 'lab-host.service')]
  const hash = createHash('sha256').update(packages[distro].join(','))
  for (const source of sources) hash.update(await readFile(source))
  hash.update((await mustRun('uname', ['-r'])).trim())
  const folder = path.join(cacheFolder(), 'bases', `${distro}-${hash.digest('hex').slice(0, 12)}`)
  if (!existsSync(folder)) {
    refuseInTests(`The base system of ${distro} hosts`)
    say(`building the base system of ${distro} hosts, once; this takes a few minutes`)
    await mkdir(path.dirname(folder), { recursive: true })
    const env = {
      ...process.env,
      // What an image of a cloud is besides, comes with its first boot.
      DISTRO: distro === 'cloud' ? 'debian' : distro,
      PACKAGES: packages[distro].join(','),
      OUT: folder,
      DOWNLOADS: path.join(cacheFolder(), 'downloads'),
      FILES: files,
    }
    const lock = path.join(cacheFolder(), 'bases', 'lock')
    await mustRun('flock', [lock, 'sh', builder], { env, timeoutMs: Number.POSITIVE_INFINITY })
  }
  return { root: path.join(folder, 'root'), seed: path.join(folder, 'seed'), manifest: path.join(folder, 'manifest') }
}

/**
 * A sparse ext4 image with a host's first layer in it, made once a size (a second or two); hosts copy it.
 * @throws AppError `not-prepared` where a test would have to make it
 */
export async function ensureDiskSeed(base: BaseSystem, diskMiB: number): Promise<string> {
  const image = path.join(path.dirname(base.seed), `disk-${diskMiB}m.img`)
  if (existsSync(image)) return image
  refuseInTests(`The disk of ${diskMiB} MiB for hosts on ${path.dirname(base.seed)}`)
  const unfinished = `${image}.${process.pid}`
  await mustRun('truncate', ['--size', `${diskMiB}M`, unfinished])
  // No journal: a lab host's disk is thrown away, never repaired. No reserved blocks: full means full.
  await mustRun('mke2fs', [
    '-q',
    '-t',
    'ext4',
    '-O',
    '^has_journal',
    '-m',
    '0',
    '-E',
    'lazy_itable_init=1',
    '-d',
    base.seed,
    unfinished,
  ])
  await rename(unfinished, image)
  return image
}
