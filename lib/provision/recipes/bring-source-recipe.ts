import { type Recipe, subjectLock } from '@/lib/ports/recipe'

/** A file of the shelf that cards are made from. Nothing of it is kept as its phase. */
export const bringSourceRecipe = {
  id: 'bring-source',
  subjectType: 'card-source',
  worker: 'images',
  effect: 'makes',
  phases: {
    running: 'coming',
    succeeded: 'here',
    held: 'failed',
    unwinding: 'coming',
    undone: 'failed',
    stuck: 'failed',
  },
  lock: subjectLock,
  actions: { see: 'card-sources.manage', command: 'card-sources.manage' },
} as const satisfies Recipe<'coming' | 'here' | 'failed'>
