import { rm } from 'node:fs/promises'
import path from 'node:path'
import { killHostProcesses, removeHostCgroups } from './host-cgroups'
import { unmountBelow } from './host-disk'
import { labFolder } from './lab-folders'
import { isAbandoned, labNames, readLabState } from './lab-state'
import { removeLink } from './link-shape'
import { runCommand } from './run-command'
import { releaseSubnet } from './subnets'

/**
 * Removes a lab with everything of it: processes, mounts, links, cgroups, files. Works from what is on disk, so it also
 * cleans up after a killed process, a half-made lab or a restart of the machine. Does nothing where there is no such lab.
 */
export async function removeLab(name: string): Promise<void> {
  const folder = labFolder(name)
  const state = await readLabState(name)
  if (state !== null) {
    await Promise.all(
      state.hosts.map(async ({ machine, cgroups }) => {
        await killHostProcesses(cgroups)
        await removeHostCgroups(cgroups)
        await removeLink(`vb-${machine}`)
        await rm(path.join('/run/systemd/nspawn/propagate', machine), { recursive: true, force: true })
      }),
    )
  }
  await unmountBelow(folder)
  if (state !== null) {
    await runCommand('ip', ['link', 'del', state.bridge])
    await releaseSubnet(state.subnet)
  }
  await rm(folder, { recursive: true, force: true })
}

/** Removes labs whose owner, a test process say, ended without taking them down; gives their names. */
export async function removeAbandonedLabs(): Promise<string[]> {
  const removed: string[] = []
  for (const name of await labNames()) {
    const state = await readLabState(name)
    if (state === null || !isAbandoned(state)) continue
    await removeLab(name)
    removed.push(name)
  }
  return removed
}
