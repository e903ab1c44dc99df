import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from './run-command'

type Hierarchy = { readonly mount: string; readonly controllers: readonly string[]; readonly unified: boolean }

async function hierarchies(): Promise<Hierarchy[]> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8')
  return mountinfo.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ')
    const [type, , options = ''] = right.split(' ')
    const mount = left.split(' ')[4]
    if (mount === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return []
    return [{ mount, controllers: options.split(','), unified: type === 'cgroup2' }]
  })
}

/** 'v2' where the unified hierarchy has a memory controller, 'v1' where the old one has, null where a kubelet cannot run. */
export async function cgroupVersion(): Promise<'v1' | 'v2' | null> {
  const all = await hierarchies()
  for (const { mount, unified } of all) {
    if (unified && (await readFile(`${mount}/cgroup.controllers`, 'utf8')).split(/\s/).includes('memory')) return 'v2'
  }
  return all.some(({ controllers, unified }) => !unified && controllers.includes('memory')) ? 'v1' : null
}

/**
 * Paths of a host's cgroup folders, one in every hierarchy. Hosts live below the cgroup that this process has, so limits
 * on it hold for them too; with v2 they need a folder at the root, where controllers can be passed on.
 */
export async function hostCgroupFolders(machine: string): Promise<string[]> {
  const version = await cgroupVersion()
  const own = (await readFile('/proc/self/cgroup', 'utf8')).split('\n').map((line) => line.split(':'))
  return (await hierarchies()).map(({ mount, controllers, unified }) => {
    if (unified && version === 'v2') return path.join(mount, machine)
    const entry = own.find(([id, names = '']) =>
      unified ? id === '0' : names.split(',').some((name) => controllers.includes(name)),
    )
    return path.join(mount, entry?.[2] ?? '/', machine)
  })
}

/** Makes the folders that `hostCgroupFolders` named, where they are missing. */
export async function createHostCgroups(folders: readonly string[]): Promise<void> {
  const all = await hierarchies()
  const version = await cgroupVersion()
  for (const folder of folders) {
    await mkdir(folder, { recursive: true })
    const parent = path.dirname(folder)
    const hierarchy = all.find(({ mount }) => folder.startsWith(`${mount}/`))
    if (hierarchy === undefined) continue
    if (!hierarchy.unified && hierarchy.controllers.includes('cpuset')) {
      for (const file of ['cpuset.cpus', 'cpuset.mems']) {
        await writeFile(path.join(folder, file), await readFile(path.join(parent, file)))
      }
    }
    if (hierarchy.unified && version === 'v2') {
      const available = (await readFile(`${parent}/cgroup.controllers`, 'utf8')).trim().split(' ')
      await writeFile(`${parent}/cgroup.subtree_control`, available.map((name) => `+${name}`).join(' '))
    }
  }
}

async function childFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(folder, entry.name))
}

async function pidsBelow(folder: string): Promise<number[]> {
  const own = await readFile(path.join(folder, 'cgroup.procs'), 'utf8').catch(() => '')
  const below = await Promise.all((await childFolders(folder)).map(pidsBelow))
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()]
}

/** The folder of the freezer, or of cgroup v2: nobody but the lab moves processes between these, so it has them all. */
function trackingFolder(folders: readonly string[]): string | undefined {
  return folders.find((folder) => folder.split('/').includes('freezer')) ?? folders[0]
}

/** Every process of the host, its supervisor and containers included. Empty when the host is off. */
export async function cgroupPids(folders: readonly string[]): Promise<number[]> {
  const folder = trackingFolder(folders)
  return folder === undefined ? [] : pidsBelow(folder)
}

/** Stops or continues every process of the host, as if its CPU stood still. */
export async function setFrozen(folders: readonly string[], frozen: boolean): Promise<void> {
  const freezer = folders.find((folder) => folder.split('/').includes('freezer'))
  if (freezer !== undefined) {
    const wanted = frozen ? 'FROZEN' : 'THAWED'
    const file = path.join(freezer, 'freezer.state')
    await writeFile(file, wanted)
    await waitFor(`host ${wanted.toLowerCase()}`, async () => (await readFile(file, 'utf8')).trim() === wanted)
    return
  }
  for (const folder of folders) await writeFile(path.join(folder, 'cgroup.freeze'), frozen ? '1' : '0')
}

/** Kills every process of the host; resolves when none is left. */
export async function killHostProcesses(folders: readonly string[]): Promise<void> {
  // A frozen process takes its signal only once it is thawed.
  if (folders.some((folder) => existsSync(folder))) await setFrozen(folders, false)
  await waitFor('end of the host’s processes', async () => {
    const pids = await cgroupPids(folders)
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch (error) {
        // It ended between the listing and the signal.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    }
    return pids.length === 0
  })
}

/** Removes the host's cgroup folders with everything its kubelet made in them. Processes must be gone. */
export async function removeHostCgroups(folders: readonly string[]): Promise<void> {
  const remove = async (folder: string): Promise<void> => {
    for (const child of await childFolders(folder)) await remove(child)
    await waitFor(`removal of ${folder}`, () =>
      rmdir(folder).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return true
          if (error.code === 'EBUSY') return false
          throw error
        },
      ),
    )
  }
  for (const folder of folders) await remove(folder)
}
