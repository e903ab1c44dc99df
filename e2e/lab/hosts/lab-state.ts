import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Distro } from './base-system'
import { cacheFolder, labFolder } from './lab-folders'
import { LabError } from './run-command'

/**
 * What the user `buzz` may do: everything without a password, everything with `sudoPassword`, everything but with a
 * name resolution that hangs (sudo takes many seconds), or nothing.
 */
export const SudoMode = z.enum(['passwordless', 'password', 'slow', 'none'])
export type SudoMode = z.infer<typeof SudoMode>

/** The password of `buzz`, for sudo and for SSH. */
export const sudoPassword = 'buzz-lab'

export const HostState = z.object({
  name: z.string(),
  /** Name for the machine below: nspawn's, the cgroups' and the link's (`vb-…`). */
  machine: z.string(),
  hostname: z.string(),
  machineId: z.string(),
  address: z.string(),
  /** One more on the same link; null for most hosts. */
  privateAddress: z.string().nullable().default(null),
  distro: Distro,
  sudo: SudoMode,
  board: z.enum(['plain', 'raspberry-pi']),
  rootLogin: z.boolean(),
  diskMiB: z.number(),
  /** The base system's folder, fixed when the host was made. */
  base: z.object({ root: z.string(), seed: z.string(), manifest: z.string() }),
  cgroups: z.array(z.string()),
})
export type HostState = z.infer<typeof HostState>

export const LabState = z.object({
  name: z.string(),
  bridge: z.string(),
  /** N of 10.77.N.0/24. */
  subnet: z.number(),
  /** The process that the lab goes with, null for a lab that stays until it is taken down. */
  owner: z.object({ pid: z.number(), startedAt: z.string() }).nullable(),
  hosts: z.array(HostState),
})
export type LabState = z.infer<typeof LabState>

/** Reads a lab's state; null when there is no such lab. */
export async function readLabState(name: string): Promise<LabState | null> {
  const file = path.join(labFolder(name), 'lab.json')
  if (!existsSync(file)) return null
  const parsed = LabState.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!parsed.success) throw new LabError(`${file} is not a lab’s state: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export async function writeLabState(state: LabState): Promise<void> {
  const file = path.join(labFolder(state.name), 'lab.json')
  await mkdir(path.dirname(file), { recursive: true, mode: 0o755 })
  await writeFile(`${file}.new`, JSON.stringify(state, null, 2))
  await rename(`${file}.new`, file)
}

/** Names of the labs that exist, up or half removed. */
export async function labNames(): Promise<string[]> {
  const folder = path.join(cacheFolder(), 'labs')
  const entries = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : []
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/** When a process started, in clock ticks since boot; null when there is none. Tells a process from a later one of its number. */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null
    throw error
  }
}

/** True when the lab was made by a process that is gone without having taken it down. */
export function isAbandoned({ owner }: LabState): boolean {
  return owner !== null && processStart(owner.pid) !== owner.startedAt
}
