import { type Recipe, subjectLock } from '@/lib/ports/recipe'

/** A batch of cards: its phase is what its images are. */
export const buildImagesRecipe = {
  id: 'build-images',
  subjectType: 'image',
  worker: 'images',
  effect: 'makes',
  phases: {
    running: 'preparing',
    succeeded: 'ready',
    held: 'failed',
    unwinding: 'preparing',
    undone: 'failed',
    stuck: 'failed',
  },
  lock: subjectLock,
  actions: { see: 'cards.read', command: 'cards.manage' },
} as const satisfies Recipe<'preparing' | 'ready' | 'failed'>
