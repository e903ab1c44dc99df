import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { ProgramError, run } from '../setup/run.mjs'

/** Programs that tests need beside Node, and the Debian package that brings each. */
const PACKAGES = {
  chromium: 'chromium',
  shellcheck: 'shellcheck',
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  'systemd-nspawn': 'systemd-container',
  debootstrap: 'debootstrap',
  'redis-server': 'redis-server',
  pg_ctlcluster: 'postgresql',
  ip: 'iproute2',
  iptables: 'iptables',
  zstd: 'zstd',
  git: 'git',
  curl: 'curl',
  mcopy: 'mtools',
  'mkfs.vfat': 'dosfstools',
  mke2fs: 'e2fsprogs',
  sfdisk: 'fdisk',
  fakeroot: 'fakeroot',
  xz: 'xz-utils',
  mkimage: 'u-boot-tools',
  bmaptool: 'bmap-tools',
  ssh: 'openssh-client',
  'qemu-system-aarch64': 'qemu-system-arm',
  gpgv: 'gpgv',
  containerd: 'containerd',
  runc: 'runc',
  'qemu-aarch64-static': 'qemu-user-static',
} as const

const FOLDERS = [
  ...(process.env['PATH'] ?? '').split(path.delimiter),
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/bin',
]

export type Program = keyof typeof PACKAGES

export function isInstalled(program: string): boolean {
  return FOLDERS.some((folder) => {
    const file = path.join(folder, program)
    if (!folder || !existsSync(file)) return false
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      // Not for this user.
      return false
    }
  })
}

/**
 * Installs the Debian packages of those programs that are missing, where that is possible.
 * @returns for each program that is still missing, why.
 */
export async function installPrograms(
  programs: readonly Program[],
  say: (line: string) => void,
): Promise<Map<Program, string>> {
  const missing = programs.filter((program) => !isInstalled(program))
  if (missing.length === 0) return new Map()
  const packages = [...new Set(missing.map((program) => PACKAGES[program]))]
  const manual = `needs ${packages.join(', ')}`
  if (!isInstalled('apt-get')) return reasons(missing, `${manual}; only Debian's apt-get is known here`)
  if (process.getuid?.() !== 0) return reasons(missing, `${manual}: sudo apt-get install ${packages.join(' ')}`)
  say(`installing ${packages.join(', ')}`)
  // Test programs are started by the tests; their packages must not start services of their own (RUNLEVEL=1).
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const patience = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3']
  try {
    await run('apt-get', [...patience, 'update'], { env, onLine: say })
    await run('apt-get', [...patience, 'install', '-y', '--no-install-recommends', ...packages], { env, onLine: say })
  } catch (error) {
    say(`apt-get: ${error instanceof ProgramError ? error.output.at(-1) : error}`)
  }
  return reasons(
    missing.filter((program) => !isInstalled(program)),
    `${manual}, and apt-get could not install it`,
  )
}

const reasons = (programs: readonly Program[], why: string) =>
  new Map(programs.map((program) => [program, `${program} is missing (${why})`]))

/** Why whole systemd hosts cannot be started here, or undefined when they can. */
export function whyNoHosts(): string | undefined {
  if (process.platform !== 'linux') return 'lab hosts need Linux'
  if (process.getuid?.() !== 0) return 'lab hosts need root (network namespaces and mounts)'
  try {
    execFileSync('unshare', ['--mount', '--net', '--uts', 'true'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'this machine does not allow namespaces'
  }
}
