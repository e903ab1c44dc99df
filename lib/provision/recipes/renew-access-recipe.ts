import { type Recipe, subjectLock } from '@/lib/ports/recipe'
import { CHANGING_PHASES, type ClusterPhase } from '@/lib/shared/cluster-phase'

export const renewAccessRecipe = {
  id: 'renew-access',
  subjectType: 'cluster',
  effect: 'changes',
  phases: CHANGING_PHASES,
  lock: subjectLock,
  actions: { see: 'clusters.read', command: 'clusters.change' },
} as const satisfies Recipe<ClusterPhase>
