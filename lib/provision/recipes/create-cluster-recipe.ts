import { type Recipe, subjectLock } from '@/lib/ports/recipe'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'

export const createClusterRecipe = {
  id: 'create-cluster',
  subjectType: 'cluster',
  effect: 'makes',
  phases: {
    running: 'creating',
    succeeded: 'ready',
    held: 'attention',
    unwinding: 'deleting',
    undone: 'deleted',
    stuck: 'attention',
  },
  lock: subjectLock,
  actions: { see: 'clusters.read', command: 'clusters.change' },
} as const satisfies Recipe<ClusterPhase>
