import type { LiveCluster } from '@/lib/contracts/live-clusters'
import type { Actor } from '@/lib/core/actor'
import { loadView } from '@/lib/events/live-view-table'
import { isWatched } from '@/lib/events/watch-leases'
import { visibleClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import { findCluster } from './find-cluster'

/** What the cluster's page begins with. Throws `not-found`. */
export async function readLiveCluster(actor: Actor, clusterId: string): Promise<LiveCluster> {
  assertMay(actor, 'clusters.read')
  const { name, provider, phase, apiUrl, ownerId, kubeconfigSecretId } = await findCluster(
    visibleClusters(actor),
    clusterId,
  )
  const [view, watched] = await Promise.all([loadView(clusterId), isWatched(clusterId)])
  const ownsKubeconfig = ownerId === actor.userId && kubeconfigSecretId !== null
  return { clusterId, name, provider, phase, apiUrl, ownsKubeconfig, view: view ?? null, watched, now: Date.now() }
}
