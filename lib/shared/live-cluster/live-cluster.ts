import type { ClusterView } from './cluster-view'

/** What the cluster's page begins with; GET /api/clusters/[clusterId]/live answers it. */
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
