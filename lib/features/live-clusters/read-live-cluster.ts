import type { Actor } from '@/lib/core/actor'
import { loadView } from '@/lib/events/live-view-table'
import { isWatched } from '@/lib/events/watch-leases'
import { assertMay } from '@/lib/features/policy'
import type { ClusterView } from '@/lib/shared/live-cluster/cluster-view'
import { findCluster } from './find-cluster'

export interface LiveCluster {
  readonly clusterId: string
  readonly name: string
  readonly provider: string
  readonly phase: string
  readonly apiUrl: string | null
  /** Only the owner may download the kubeconfig. */
  readonly ownsKubeconfig: boolean
  /** null until a watcher has seen the cluster. Later changes come as deltas after its `seq`. */
  readonly view: ClusterView | null
  /** Some process watches it now; when none does, the view is as old as the last change. */
  readonly watched: boolean
  readonly now: number
}

/** What the cluster's page begins with. Throws `not-found`. */
export async function readLiveCluster(actor: Actor, clusterId: string): Promise<LiveCluster> {
  assertMay(actor, 'clusters.read')
  const { name, provider, phase, apiUrl, ownerId, kubeconfigSecretId } = await findCluster(actor, clusterId)
  const [view, watched] = await Promise.all([loadView(clusterId), isWatched(clusterId)])
  const ownsKubeconfig = ownerId === actor.userId && kubeconfigSecretId !== null
  return { clusterId, name, provider, phase, apiUrl, ownsKubeconfig, view: view ?? null, watched, now: Date.now() }
}
