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

/** Of a run that changes a cluster which works, and leaves it working: an app comes or goes. */
export const CHANGING_PHASES: Readonly<Record<RunStatus, ClusterPhase>> = {
  running: 'ready',
  succeeded: 'ready',
  held: 'attention',
  unwinding: 'ready',
  undone: 'ready',
  stuck: 'attention',
}
