import type { Actor } from '@/lib/core/actor'
import type { PracticeClusterRequest } from '@/lib/features/clusters/cluster-definition'
import type { CreatedCluster } from '@/lib/features/clusters/create-cluster'
import { assertMay } from '@/lib/features/policy'
import { worldAway } from './world-away'

/** Makes practice machines and a cluster of them, and starts its run. */
export async function createPracticeCluster(actor: Actor, _request: PracticeClusterRequest): Promise<CreatedCluster> {
  assertMay(actor, 'clusters.create')
  throw worldAway()
}
