import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { ensureDiskSeed } from './base-system'
import type { HostState } from './lab-state'
import { mustRun, runCommand, waitFor } from './run-command'

/**
 * A host's file system: `disk` is its own ext4 of bounded size (a sparse image), `root` an overlay of the shared base
 * and disk/upper, and /var lies on the disk itself, so that containers can make overlays of their own there.
 */
export type HostFolders = {
  readonly image: string
  readonly disk: string
  readonly root: string
  readonly fill: string
}

export function hostFolders(hostFolder: string): HostFolders {
  const disk = path.join(hostFolder, 'disk')
  // Beside the host's layers: the host sees a full disk and no file that fills it.
  return {
    image: path.join(hostFolder, 'disk.img'),
    disk,
    root: path.join(hostFolder, 'root'),
    fill: path.join(disk, 'fill'),
  }
}

/** Makes a fresh disk for the host and mounts its file system. */
export async function mountHostDisk(host: HostState, { image, disk, root }: HostFolders): Promise<void> {
  await mkdir(disk, { recursive: true })
  await mkdir(root, { recursive: true })
  await mustRun('cp', ['--sparse=always', await ensureDiskSeed(host.base, host.diskMiB), image])
  await mustRun('mount', ['-o', 'loop,noatime', image, disk])
  const layers = `lowerdir=${host.base.root},upperdir=${disk}/upper,workdir=${disk}/work`
  await mustRun('mount', ['-t', 'overlay', 'overlay', '-o', layers, root])
  await mustRun('mount', ['--bind', `${disk}/var`, `${root}/var`])
}

async function mountedBelow(folder: string): Promise<string[]> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8')
  const points = mountinfo.split('\n').map((line) => line.split(' ')[4] ?? '')
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`)).reverse()
}

/** Unmounts everything below a folder, innermost first. The processes that used it must be gone. */
export async function unmountBelow(folder: string): Promise<void> {
  await waitFor(`unmounting ${folder}`, async () => {
    for (const point of await mountedBelow(folder)) await runCommand('umount', [point])
    return (await mountedBelow(folder)).length === 0
  })
}

/** Removes the disk of a host that is off. */
export async function removeHostDisk({ image, disk, root }: HostFolders): Promise<void> {
  await unmountBelow(root)
  await unmountBelow(disk)
  await rm(image, { force: true })
}

/** Takes all free space of the host's disk but `leaveMiB`. */
export async function fillHostDisk({ disk, fill }: HostFolders, leaveMiB: number): Promise<void> {
  await rm(fill, { force: true })
  const { bavail, bsize } = await statfs(disk)
  // The file's own extents take some blocks: fill in ever smaller pieces until nothing fits.
  let free = Math.max(0, bavail * bsize - leaveMiB * 1024 * 1024)
  for (let offset = 0; free >= 4096; ) {
    const done = await runCommand('fallocate', ['--offset', String(offset), '--length', String(free), fill])
    if (done.code === 0) offset += free
    const left = await statfs(disk)
    free = Math.min(Math.floor(free / 2), left.bavail * left.bsize - leaveMiB * 1024 * 1024)
  }
}

export async function freeHostDisk({ disk, fill }: HostFolders): Promise<void> {
  if (existsSync(disk)) await rm(fill, { force: true })
}
