import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { killHostProcesses, removeHostCgroups } from './host-cgroups'
import { unmountBelow } from './host-disk'
import { labFolder } from './lab-folders'
import { type HostState, isAbandoned, type LabState, labNames, processStart, readLabState } from './lab-state'
import { removeLink } from './link-shape'
import { runCommand, waitFor } from './run-command'
import { releaseSubnet } from './subnets'

const Claim = z.object({ pid: z.number(), startedAt: z.string() })

/** True for the one process that may remove the lab; another, if it lives, is waited for until it has. */
async function claimRemoval(folder: string): Promise<boolean> {
  const file = path.join(folder, 'removing')
  const claim = JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) })
  try {
    await writeFile(file, claim, { flag: 'wx' })
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') return false
    if (code !== 'EEXIST') throw error
  }
  return waitFor(
    `removal of ${folder} by another process`,
    async () => {
      if (!existsSync(folder)) return 'gone'
      const other = Claim.safeParse(JSON.parse(await readFile(file, 'utf8').catch(() => 'null')))
      return other.success && processStart(other.data.pid) === other.data.startedAt ? null : 'ours'
    },
    { timeoutMs: 120_000 },
  ).then((outcome) => outcome === 'ours')
}

/** A lab's state, null too where the file is damaged: what can be removed without it, still is. */
async function knownState(name: string): Promise<LabState | null> {
  try {
    return await readLabState(name)
  } catch (error) {
    console.warn(`lab ${name}: ${error instanceof Error ? error.message : error}`)
    return null
  }
}

/**
 * Removes a lab with everything of it: processes, mounts, links, cgroups, files. Works from what is on disk, so it also
 * cleans up after a killed process, a half-made lab or a restart of the machine. Does nothing where there is no such lab.
 */
export async function removeLab(name: string): Promise<void> {
  const folder = labFolder(name)
  if (!(await claimRemoval(folder))) return
  const state = await knownState(name)
  await Promise.all((state?.hosts ?? []).map(removeHost))
  await unmountBelow(folder)
  if (state !== null) await runCommand('ip', ['link', 'del', state.bridge])
  await rm(folder, { recursive: true, force: true })
  // Last: from here on another lab may take the network and its names.
  if (state !== null) await releaseSubnet(state.subnet)
}

async function removeHost({ machine, cgroups }: HostState): Promise<void> {
  await killHostProcesses(cgroups)
  await removeHostCgroups(cgroups)
  await removeLink(`vb-${machine}`)
  await rm(path.join('/run/systemd/nspawn/propagate', machine), { recursive: true, force: true })
}

/** Removes labs whose owner, a test process say, ended without taking them down; gives their names. */
export async function removeAbandonedLabs(): Promise<string[]> {
  const removed: string[] = []
  for (const name of await labNames()) {
    const state = await knownState(name)
    if (state === null || !isAbandoned(state)) continue
    await removeLab(name)
    removed.push(name)
  }
  return removed
}
