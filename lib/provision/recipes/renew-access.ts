import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { renewAccess } from '../steps/k3s/renew-access'
import { CLUSTER_LANE, clusterLanes } from './cluster-lanes'
import { shareMachine } from './parts/share-machine'

export interface RenewAccessOptions {
  readonly clusterName: string
  readonly server: PlannedMachine
  readonly ownerId: string
}

/** Fetches a cluster's kubeconfig anew from its server. */
export function renewAccessPlan({ clusterName, server, ownerId }: RenewAccessOptions): Plan {
  const builder = new PlanBuilder('renew-access', { lanes: clusterLanes(clusterName, [server]), stages: ['Access'] })
  const machine = shareMachine(builder, server)
  builder.add('cluster/k3s.renew-access', renewAccess, { machine, ownerId }, { lane: CLUSTER_LANE, stage: 'Access' })
  return builder.build()
}
