import type { ClusterPhase } from './cluster-phase'
import type { RunSummary } from './run-data'

/**
 * A cluster as lists show it. GET /api/clusters answers `{ clusters: ListedCluster[] }`, newest first, without deleted
 * ones. POST /api/clusters takes a ClusterDefinition and answers `{ clusterId, runNumber }`. Times are ms since 1970.
 */
export interface ListedCluster {
  readonly id: string
  readonly name: string
  readonly provider: 'boards' | 'practice'
  readonly phase: ClusterPhase
  readonly k3sVersion: string
  readonly machines: readonly { readonly id: string; readonly name: string; readonly role: 'server' | 'agent' }[]
  /** Ids of the apps that were asked for. */
  readonly apps: readonly string[]
  readonly createdAt: number
  readonly latestRun: RunSummary | undefined
}
