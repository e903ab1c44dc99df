import type { Recipe } from '@/lib/ports/recipe'

/** A run that makes clusters may still be at it: it makes no more once the class has ended, and its end waits for nobody. */
export const endClassRecipe = {
  id: 'end-class',
  subjectType: 'class',
  effect: 'removes',
  phases: {
    running: 'ending',
    succeeded: 'ended',
    held: 'attention',
    unwinding: 'ending',
    undone: 'attention',
    stuck: 'attention',
  },
  lock: ({ id }) => `class-end:${id}`,
  actions: { see: 'classes.read', command: 'classes.manage' },
} as const satisfies Recipe<'ending' | 'ended' | 'attention'>
