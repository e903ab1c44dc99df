import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { releaseMachine } from '../steps/k3s/claim'
import { writeReceipt } from '../steps/k3s/receipt'
import { removeK3s } from '../steps/k3s/remove'
import { forgetAccess } from '../steps/k3s/secrets'
import { verifyGone } from '../steps/k3s/verify-gone'
import { CLUSTER_LANE, clusterLanes, serverFirst } from './cluster-lanes'

export interface DeleteClusterOptions {
  readonly clusterName: string
  readonly machines: readonly PlannedMachine[]
  /** Ids of the apps on it: they go with it, without being asked. */
  readonly apps: readonly string[]
}

/**
 * Takes a cluster off its machines and proves it. Asks the cluster's API nothing, so it works when the cluster is dead.
 * A machine that cannot be reached holds the run until it is back, or a person lets go of it.
 */
export function deleteClusterPlan({ clusterName, machines, apps }: DeleteClusterOptions): Plan {
  const builder = new PlanBuilder('delete-cluster', {
    lanes: clusterLanes(clusterName, machines),
    stages: ['Remove', 'Verify', 'Receipt', 'Release'],
  })
  const verified = serverFirst(machines).map((machine) => {
    const { machineId: lane, name } = machine
    const removal = builder.add(`${name}/k3s.remove`, removeK3s, { machine }, { lane, stage: 'Remove' })
    const verified = builder.add(`${name}/k3s.verify-gone`, verifyGone, { machine, removal }, { lane, stage: 'Verify' })
    return { machine, verified }
  })
  const receipt = builder.add(
    'cluster/k3s.receipt',
    writeReceipt,
    { machines: verified.map(({ machine: { name }, verified }) => ({ name, verified })) },
    { lane: CLUSTER_LANE, stage: 'Receipt' },
  )
  const released = verified.map(({ machine }) =>
    builder.add(
      `${machine.name}/k3s.release`,
      releaseMachine,
      { machine },
      { lane: machine.machineId, stage: 'Release', after: [receipt] },
    ),
  )
  builder.add(
    'cluster/k3s.forget-access',
    forgetAccess,
    { apps },
    { lane: CLUSTER_LANE, stage: 'Release', after: released },
  )
  return builder.build()
}
