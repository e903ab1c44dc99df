import type { ListedMachine } from '@/lib/contracts/machines'

/**
 * What stands between a machine and a cluster, in the order in which it is dealt with:
 * - `retired`: it is put aside
 * - `asks`: what it said at its first boot does not fit; a person must decide
 * - `not-started`: a board that has no address yet
 * - `unknown`: nobody has looked at it
 * - `trust`: it was reached; a person must say that its host key is the right one
 * - `changed`: it shows another host key than the trusted one
 * - `blocked`: something must be put right first
 * - `advice`, `ready`: it can be used
 * - `taken`: it is in a cluster
 */
export type MachineState =
  | 'retired'
  | 'asks'
  | 'not-started'
  | 'unknown'
  | 'trust'
  | 'changed'
  | 'blocked'
  | 'advice'
  | 'ready'
  | 'taken'

export function machineState(machine: ListedMachine): MachineState {
  if (machine.retiredAt !== undefined) return 'retired'
  if (machine.question !== undefined) return 'asks'
  if (machine.offeredFingerprint !== undefined) return machine.hostKeyFingerprint === undefined ? 'trust' : 'changed'
  if (machine.cluster !== undefined) return 'taken'
  if (machine.address === undefined) return 'not-started'
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
export const isFree = (machine: ListedMachine): boolean =>
  isOwn(machine) && !['taken', 'retired'].includes(machineState(machine))

/** Only a person can move it on. */
export const needsPerson = (machine: ListedMachine): boolean =>
  ['trust', 'changed', 'blocked', 'asks'].includes(machineState(machine))

/** The panel may look at it now. */
export const isVisitable = (machine: ListedMachine): boolean =>
  isOwn(machine) && machine.address !== undefined && machine.retiredAt === undefined
