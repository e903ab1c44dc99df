import type { CreatedCluster } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { startRun } from '@/lib/features/runs/start-run'
import type { ClusterRequest } from '@/lib/providers/cluster-request'
import { clusterStarts } from './cluster-starts'
import { type PrepareOptions, prepareCluster } from './prepare-cluster'

/**
 * Makes a cluster of any provider: writes it down, takes or makes its machines, and starts its run, all or nothing.
 * @throws AppError what `prepareCluster` refuses, `too-many-requests`, and what the provider refuses when others were
 *   quicker: `machine-taken`, `practice-quota`
 */
export async function createCluster(
  actor: Actor,
  request: ClusterRequest,
  options: PrepareOptions = {},
): Promise<CreatedCluster> {
  const { clusterId, start } = await prepareCluster(actor, request, options)
  const { number } = await clusterStarts.run(actor.userId, () => startRun(actor, start.run, start.prepare))
  return { clusterId, runNumber: number }
}
