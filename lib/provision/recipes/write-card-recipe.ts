import { type Recipe, subjectLock } from '@/lib/ports/recipe'

/** A card in a reader of the panel's own machine: what becomes of it stands with its image. */
export const writeCardRecipe = {
  id: 'write-card',
  subjectType: 'card',
  worker: 'images',
  effect: 'changes',
  phases: {
    running: 'writing',
    succeeded: 'written',
    held: 'failed',
    unwinding: 'writing',
    undone: '',
    stuck: 'failed',
  },
  lock: subjectLock,
  actions: { see: 'cards.read', command: 'cards.manage' },
} as const satisfies Recipe<'writing' | 'written' | 'failed' | ''>
