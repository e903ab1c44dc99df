import { type Recipe, subjectLock } from '@/lib/ports/recipe'

/** An account at a cloud has no phase of its own. */
export const sweepAccountRecipe = {
  id: 'sweep-account',
  subjectType: 'cloud-account',
  effect: 'removes',
  phases: { running: '', succeeded: '', held: '', unwinding: '', undone: '', stuck: '' },
  lock: subjectLock,
  actions: { see: 'cloud-accounts.read', command: 'cloud-accounts.sweep' },
} as const satisfies Recipe<''>
