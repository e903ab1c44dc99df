import type { PracticeLimits } from '@/lib/contracts/practice'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import { practiceLimits } from '@/lib/providers/practice/limits'

/** How many practice clusters there may be. */
export async function readPracticeLimits(actor: Actor): Promise<PracticeLimits> {
  assertMay(actor, 'settings.manage')
  return practiceLimits()
}
