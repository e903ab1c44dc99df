import type { Lane } from '@/lib/engine/plan'
import type { MachineTarget } from '@/lib/ports/remote-host'

export const CLUSTER_LANE = 'cluster'

/** A machine in a recipe for a whole cluster. */
export interface ClusterMachine {
  readonly target: MachineTarget
  readonly role: 'server' | 'agent'
}

/** One lane for what concerns the cluster as such, then one a machine, the server first. */
export function clusterLanes(clusterName: string, machines: readonly ClusterMachine[]): readonly Lane[] {
  return [
    { id: CLUSTER_LANE, title: 'Cluster', subtitle: clusterName },
    ...serverFirst(machines).map(({ target, role }) => ({
      id: target.machineId,
      title: target.name,
      subtitle: `${role} · ${target.address}`,
    })),
  ]
}

export const serverFirst = (machines: readonly ClusterMachine[]): readonly ClusterMachine[] => [
  ...machines.filter(({ role }) => role === 'server'),
  ...machines.filter(({ role }) => role === 'agent'),
]
