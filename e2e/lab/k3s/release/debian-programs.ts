import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { runTool } from './run-tool'
import { debianPackages } from './versions'

export interface DebianPrograms {
  /** Programs that go into the binary, by the name they get there. */
  readonly programs: ReadonlyMap<string, string>
  /** A static busybox for the image of that name. */
  readonly busybox: string
}

/**
 * Gets containerd, runc, the CNI plugins and busybox from Debian's packages: unpacked into `folder`, not installed.
 * What is there already is used.
 */
export async function debianPrograms(folder: string): Promise<DebianPrograms> {
  const root = path.join(folder, 'root')
  if (!(await exists(root))) await unpack(folder, root)
  const cni = path.join(root, 'usr/lib/cni')
  const programs = new Map([
    ['containerd', path.join(root, 'usr/bin/containerd')],
    ['containerd-shim-runc-v2', path.join(root, 'usr/bin/containerd-shim-runc-v2')],
    ['ctr', path.join(root, 'usr/bin/ctr')],
    ['runc', path.join(root, 'usr/sbin/runc')],
    ...['bridge', 'host-local', 'loopback', 'portmap'].map((name): [string, string] => [name, path.join(cni, name)]),
  ])
  return { programs, busybox: path.join(root, 'bin/busybox') }
}

async function unpack(folder: string, root: string): Promise<void> {
  if (!(await exists('/usr/bin/apt-get'))) {
    throw new AppError('lab-build-failed', {
      userMessage:
        'The lab edition of k3s takes containerd and runc from Debian’s packages, and this machine has no apt-get.',
    })
  }
  const downloads = path.join(folder, 'downloads')
  await mkdir(downloads, { recursive: true })
  const download = () => runTool('apt-get', ['download', '-qq', ...debianPackages], { cwd: downloads })
  await download().catch(async () => {
    await runTool('apt-get', ['update', '-qq'])
    await download()
  })
  const half = `${root}.half`
  await rm(half, { recursive: true, force: true })
  await mkdir(half)
  for (const name of await readdir(downloads)) {
    if (name.endsWith('.deb')) await runTool('dpkg-deb', ['-x', path.join(downloads, name), half])
  }
  await rename(half, root)
}

/** Installs Debian's `zstd` where the machine has none. */
export async function ensureZstd(): Promise<void> {
  if ((await exists('/usr/bin/zstd')) || (await exists('/usr/local/bin/zstd'))) return
  await runTool('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'zstd'], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
