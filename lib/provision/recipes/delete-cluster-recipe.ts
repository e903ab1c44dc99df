import { type Recipe, subjectLock } from '@/lib/ports/recipe'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'

export const deleteClusterRecipe = {
  id: 'delete-cluster',
  subjectType: 'cluster',
  effect: 'removes',
  phases: {
    running: 'deleting',
    succeeded: 'deleted',
    held: 'attention',
    unwinding: 'attention',
    undone: 'attention',
    stuck: 'attention',
  },
  lock: subjectLock,
  actions: { see: 'clusters.read', command: 'clusters.change' },
} as const satisfies Recipe<ClusterPhase>
