import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { cgroupVersion } from './host-cgroups'
import { LabError, mustRun } from './run-command'

/** Programs that the lab starts, and Debian's packages that bring them. */
const programs = {
  'systemd-nspawn': 'systemd-container',
  debootstrap: 'debootstrap',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  ip: 'iproute2',
  tc: 'iproute2',
  mke2fs: 'e2fsprogs',
  nsenter: 'util-linux',
  flock: 'util-linux',
  fallocate: 'util-linux',
  mount: 'mount',
} as const

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

function missingPackages(): string[] {
  const missing = Object.entries(programs).filter(
    ([name]) => !folders.some((folder) => existsSync(path.join(folder, name))),
  )
  return [...new Set(missing.map(([, pkg]) => pkg))]
}

export type LabSupport = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** Whether lab hosts can run on this machine, or in plain words why not. Changes nothing. */
export async function canRun(): Promise<LabSupport> {
  const no = (reason: string): LabSupport => ({ ok: false, reason })
  if (process.platform !== 'linux') return no(`lab hosts need Linux, this is ${process.platform}`)
  if (process.getuid?.() !== 0) return no('lab hosts need root: they mount file systems and make network links')
  const missing = missingPackages()
  if (missing.length > 0 && !existsSync('/usr/bin/apt-get'))
    return no(`not installed, and no apt-get to install it with: ${missing.join(', ')}`)
  if (!readFileSync('/proc/filesystems', 'utf8').includes('\toverlay\n'))
    return no('the kernel has no overlay file system')
  if (!existsSync('/dev/loop-control')) return no('the machine has no loop devices (/dev/loop-control)')
  const status = readFileSync('/proc/self/status', 'utf8')
  const capabilities = BigInt(`0x${/^CapEff:\t([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  const sysAdmin = 1n << 21n
  if ((capabilities & sysAdmin) === 0n) return no('this container may not mount file systems (no CAP_SYS_ADMIN)')
  if ((await cgroupVersion()) === null) return no('no cgroup memory controller is mounted: a kubelet could not run')
  return { ok: true }
}

/** Installs what is missing and raises the machine's limits for many hosts; says what it does. @throws LabError */
export async function prepareMachine(say: (line: string) => void): Promise<void> {
  const support = await canRun()
  if (!support.ok) throw new LabError(support.reason)
  const missing = missingPackages()
  if (missing.length > 0) {
    refuseInTests(`What lab hosts need (${missing.join(', ')})`)
    say(`installing ${missing.join(', ')} from Debian's packages`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await mustRun('apt-get', ['update', '-qq'], { env, timeoutMs: Number.POSITIVE_INFINITY })
    await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
      env,
      timeoutMs: Number.POSITIVE_INFINITY,
    })
  }
  // Every host's systemd holds dozens of inotify instances; the usual limit of 128 is reached at the fourth host.
  for (const [name, least] of [
    ['max_user_instances', 8192],
    ['max_user_watches', 1_048_576],
  ] as const) {
    const file = `/proc/sys/fs/inotify/${name}`
    if (Number(readFileSync(file, 'utf8')) < least) await writeFile(file, String(least))
  }
  // One kubelet's pods hold keys of root's quota; all hosts share it.
  const keys = '/proc/sys/kernel/keys/root_maxkeys'
  if (Number(readFileSync(keys, 'utf8')) < 100_000) await writeFile(keys, '1000000')
}
