import type { Lane } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'

export const CLUSTER_LANE = 'cluster'

/** One lane for what concerns the cluster as such, then one a machine, the server first. */
export const clusterLanes = (subtitle: string, machines: readonly PlannedMachine[]): readonly Lane[] => [
  { id: CLUSTER_LANE, title: 'Cluster', subtitle },
  ...serverFirst(machines).map(({ machineId, name, role }) => ({
    id: machineId,
    title: name,
    subtitle: role,
    machineId,
  })),
]

export const serverFirst = (machines: readonly PlannedMachine[]): readonly PlannedMachine[] => [
  ...machines.filter(({ role }) => role === 'server'),
  ...machines.filter(({ role }) => role === 'agent'),
]
