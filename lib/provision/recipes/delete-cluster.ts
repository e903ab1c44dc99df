import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { releaseMachine } from '../steps/k3s/claim'
import { writeReceipt } from '../steps/k3s/receipt'
import { removeK3s } from '../steps/k3s/remove'
import { forgetAccess } from '../steps/k3s/secrets'
import { verifyGone } from '../steps/k3s/verify-gone'
import { CLUSTER_LANE, clusterLanes, serverFirst } from './cluster-lanes'
import type { DeletionExtension, LookedAt } from './deletion-extension'

export interface DeleteClusterOptions {
  readonly clusterName: string
  readonly machines: readonly PlannedMachine[]
  /** Ids of the apps on it: they go with it, without being asked. */
  readonly apps: readonly string[]
  /** Of the provider. */
  readonly extension?: DeletionExtension
}

/**
 * Takes a cluster off its machines, or ends the machines with it, and proves it. Asks the cluster's API nothing, so it works when the cluster is dead.
 * A machine that cannot be reached holds the run until it is back, or a person lets go of it.
 */
export function deleteClusterPlan(options: DeleteClusterOptions): Plan {
  const { clusterName, apps, extension } = options
  const machines = serverFirst(options.machines)
  const builder = new PlanBuilder('delete-cluster', {
    lanes: clusterLanes(clusterName, machines),
    stages: [
      ...(extension?.prelude?.stages ?? []),
      ...(extension?.ends?.stages ?? ['Remove', 'Verify']),
      'Receipt',
      ...(extension?.beforeRelease?.stages ?? []),
      'Release',
    ],
  })
  const site = { builder, machines }
  const before = extension?.prelude?.add(site) ?? []
  const takeOff = (machine: PlannedMachine): LookedAt => {
    const { machineId: lane, name } = machine
    const removal = builder.add(`${name}/k3s.remove`, removeK3s, { machine }, { lane, stage: 'Remove', after: before })
    const verified = builder.add(`${name}/k3s.verify-gone`, verifyGone, { machine, removal }, { lane, stage: 'Verify' })
    return { name, verified }
  }
  const looked = extension?.ends?.add({ ...site, before }) ?? machines.map(takeOff)
  const receipt = builder.add(
    'cluster/k3s.receipt',
    writeReceipt,
    { machines: looked.map(({ name, verified }) => ({ name, verified })) },
    { lane: CLUSTER_LANE, stage: 'Receipt' },
  )
  const ended = extension?.beforeRelease?.add({ ...site, receipt }) ?? (() => [])
  const released = machines.map((machine) =>
    builder.add(
      `${machine.name}/k3s.release`,
      releaseMachine,
      { machine },
      { lane: machine.machineId, stage: 'Release', after: [receipt, ...ended(machine)] },
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
