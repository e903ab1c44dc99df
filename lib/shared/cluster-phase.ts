import type { RunStatus } from '@/lib/engine/decide'

/**
 * Where a cluster is in its life:
 * - `creating`: its first run is going on
 * - `ready`: works, as far as runs can tell; the live view knows more
 * - `attention`: a run stopped and waits for a person
 * - `deleting`: everything is being taken back
 * - `deleted`: nothing is left of it; kept for its receipt
 */
export type ClusterPhase = 'creating' | 'ready' | 'attention' | 'deleting' | 'deleted'

type Phases = Readonly<Record<RunStatus, ClusterPhase>>

const CREATING: Phases = {
  running: 'creating',
  succeeded: 'ready',
  held: 'attention',
  unwinding: 'deleting',
  undone: 'deleted',
  stuck: 'attention',
}
const DELETING: Phases = {
  running: 'deleting',
  succeeded: 'deleted',
  held: 'attention',
  unwinding: 'attention',
  undone: 'attention',
  stuck: 'attention',
}
/** A run that changes a cluster which works, and leaves it working: an app comes or goes. */
const CHANGING: Phases = {
  running: 'ready',
  succeeded: 'ready',
  held: 'attention',
  unwinding: 'ready',
  undone: 'ready',
  stuck: 'attention',
}

const BY_RECIPE: ReadonlyMap<string, Phases> = new Map([
  ['create-cluster', CREATING],
  ['delete-cluster', DELETING],
])

/** The phase of a cluster whose latest run has this recipe and this status. */
export function clusterPhase(recipe: string, status: RunStatus): ClusterPhase {
  return (BY_RECIPE.get(recipe) ?? CHANGING)[status]
}
