import type { PlanBuilder, Ref, Wired } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { ClusterAccess } from '../../steps/cluster/access'
import { nodeReady } from '../../steps/k3s/node-ready'
import { shareMachine } from './share-machine'

export interface ReadyOptions {
  readonly access: Wired<ClusterAccess>
  readonly k3sVersion: string
  /** The start of k3s on the machine. */
  readonly started: Ref<unknown>
}

/** Waits until Kubernetes calls a machine Ready. Stage: Ready. */
export const awaitReady = (
  builder: PlanBuilder,
  machine: PlannedMachine,
  { access, k3sVersion, started }: ReadyOptions,
): Ref<unknown> =>
  builder.add(
    `${machine.name}/k3s.node-ready`,
    nodeReady,
    { machine: shareMachine(builder, machine), access, k3sVersion },
    { lane: machine.machineId, stage: 'Ready', after: [started] },
  )
