import type { ClusterPhase } from './cluster-phase'
import type { RunSummary } from './run-data'

/**
 * A cluster as lists show it. GET /api/clusters answers `{ clusters: ListedCluster[] }`, newest first, without deleted
 * ones. POST /api/clusters takes a ClusterRequest (lib/providers), and answers
 * `{ clusterId, runNumber }`. Times are ms since 1970.
 */
export interface ListedCluster {
  readonly id: string
  readonly name: string
  readonly provider: string
  /** Simulated: to be said wherever it is shown. */
  readonly practice: boolean
  readonly phase: ClusterPhase
  readonly k3sVersion: string
  readonly machines: readonly { readonly id: string; readonly name: string; readonly role: 'server' | 'agent' }[]
  /** Ids of the apps that were asked for. */
  readonly apps: readonly string[]
  readonly createdAt: number
  readonly latestRun: RunSummary | undefined
}

/**
 * A cluster's own page. GET /api/clusters/[clusterId] answers it, also for one that was deleted. Runs are newest first,
 * machines stand in their order on the desk.
 */
export interface ClusterDetail extends ListedCluster {
  readonly apiUrl: string | null
  readonly installed: readonly InstalledApp[]
  readonly runs: readonly RunSummary[]
  readonly deletedAt: number | null
  /** After the deletion: what was looked for on each machine, and what was found. */
  readonly receipt: DeletionReceipt | null
}

export interface InstalledApp {
  readonly app: string
  readonly title: string
  readonly version: string
  /** Addresses at which it answered, e.g. `http://192.168.1.21:81/?hello`. */
  readonly urls: readonly string[]
}

export interface DeletionReceipt {
  readonly checkedAt: number
  readonly lines: readonly { readonly machine: string; readonly looked: string; readonly left: readonly string[] }[]
}

/**
 * GET /api/clusters/[clusterId]/deletion: exactly what a deletion undoes, a plain sentence each, by machine.
 * DELETE /api/clusters/[clusterId] takes `{ name }`, the typed name, and answers `{ runNumber }`.
 */
export interface DeletionPlan {
  readonly name: string
  readonly lines: readonly { readonly where: string; readonly what: readonly string[] }[]
}
