import type { PlanBuilder, Ref } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { Purpose } from '../../preflight/inspection'
import { compareHosts } from '../../steps/host/compare'
import { type PreflightOutput, preflightHost } from '../../steps/host/preflight'
import { reachHost } from '../../steps/host/reach'
import { claimMachine } from '../../steps/k3s/claim'
import { CLUSTER_LANE } from '../cluster-lanes'
import { shareMachine } from './share-machine'

export interface CheckedMachine {
  readonly machine: PlannedMachine
  readonly seen: Ref<PreflightOutput>
}

export interface CheckOptions extends Omit<Purpose, 'role'> {
  /** What comes before the machine is reached, e.g. its making. The claim waits for nothing: its undo sets it free. */
  readonly after?: readonly Ref<unknown>[]
  /** The machine's claim, where something else comes after it too. Default: it is claimed here. */
  readonly claimed?: Ref<unknown>
}

/** Claims a machine. What makes it comes after this, so that it is set free once its making is taken back. */
export const claimOf = (builder: PlanBuilder, planned: PlannedMachine, stage = 'Reach'): Ref<unknown> =>
  builder.add(
    `${planned.name}/k3s.claim`,
    claimMachine,
    { machine: shareMachine(builder, planned) },
    { lane: planned.machineId, stage },
  )

/** Claims a machine, reaches it and looks at it: changes nothing there. Stages: Reach, Check. */
export function checkMachine(builder: PlanBuilder, planned: PlannedMachine, options: CheckOptions): CheckedMachine {
  const { after = [], claimed: claimedBefore, ...purpose } = options
  const { name, machineId: lane, role } = planned
  const machine = shareMachine(builder, planned)
  const claimed = claimedBefore ?? claimOf(builder, planned)
  const reached = builder.add(
    `${name}/host.reach`,
    reachHost,
    { machine },
    { lane, stage: 'Reach', after: [claimed, ...after] },
  )
  const seen = builder.add(
    `${name}/host.preflight`,
    preflightHost,
    { machine, role, ...purpose },
    { lane, stage: 'Check', after: [reached] },
  )
  return { machine: planned, seen }
}

/** Compares checked machines with each other: all that changes something is to come after it. Stage: Check. */
export const compareMachines = (builder: PlanBuilder, checked: readonly CheckedMachine[]): Ref<unknown> =>
  builder.add(
    'cluster/host.compare',
    compareHosts,
    { machines: checked.map(({ machine: { name }, seen }) => ({ name, seen })) },
    { lane: CLUSTER_LANE, stage: 'Check' },
  )
