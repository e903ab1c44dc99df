import { type Recipe, subjectLock } from '@/lib/ports/recipe'

export const prewarmClassRecipe = {
  id: 'prewarm-class',
  subjectType: 'class',
  effect: 'makes',
  phases: {
    running: 'warming',
    succeeded: 'open',
    held: 'attention',
    unwinding: 'warming',
    undone: 'open',
    stuck: 'attention',
  },
  lock: subjectLock,
  actions: { see: 'classes.read', command: 'classes.manage' },
} as const satisfies Recipe<'warming' | 'open' | 'attention'>
