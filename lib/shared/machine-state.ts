import type { ListedMachine } from '@/lib/contracts/machines'

/**
 * What stands between a machine and a cluster, in the order in which it is dealt with:
 * - `unknown`: nobody has looked at it
 * - `trust`: it was reached; a person must say that its host key is the right one
 * - `changed`: it shows another host key than the trusted one
 * - `blocked`: something must be put right first
 * - `advice`, `ready`: it can be used
 * - `taken`: it is in a cluster
 */
export type MachineState = 'unknown' | 'trust' | 'changed' | 'blocked' | 'advice' | 'ready' | 'taken'

export function machineState(machine: ListedMachine): MachineState {
  if (machine.offeredFingerprint !== undefined) return machine.hostKeyFingerprint === undefined ? 'trust' : 'changed'
  if (machine.cluster !== undefined) return 'taken'
  if (machine.findings === undefined) return 'unknown'
  // Not by `worstLevel` of ./finding: that file brings zod, 30 kB more for every page that shows a machine.
  const levels = new Set(machine.findings.map((finding) => finding.level))
  return levels.has('blocker') ? 'blocked' : levels.has('advice') ? 'advice' : 'ready'
}

/** The machine can be chosen for a cluster. */
export const isUsable = (machine: ListedMachine): boolean =>
  machineState(machine) === 'ready' || machineState(machine) === 'advice'

/** Whoever sees it may have the panel log in there. */
export const isOwn = (machine: ListedMachine): boolean => machine.ownerName === undefined

/** It can be in a new cluster once it is ready: it is in none, and nobody else's. */
export const isFree = (machine: ListedMachine): boolean => isOwn(machine) && machineState(machine) !== 'taken'

/** Only a person can move it on. */
export const needsPerson = (machine: ListedMachine): boolean =>
  ['trust', 'changed', 'blocked'].includes(machineState(machine))
