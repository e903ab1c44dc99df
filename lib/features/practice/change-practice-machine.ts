import { z } from 'zod'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import type { PracticeState } from '@/lib/shared/practice/practice-data'
import { PRACTICE_TROUBLES } from '@/lib/shared/practice/practice-troubles'
import { worldAway } from './world-away'

export const TroubleRequest = z.object({
  machineId: z.string().min(1).max(64),
  trouble: z.literal([...PRACTICE_TROUBLES, 'none']),
})
export type TroubleRequest = z.infer<typeof TroubleRequest>

/** Puts a trouble on a practice machine, or takes it off. Throws `not-found`, `practice-world-away`. */
export async function changePracticeMachine(
  actor: Actor,
  _clusterId: string,
  _request: TroubleRequest,
): Promise<PracticeState> {
  assertMay(actor, 'clusters.change')
  throw worldAway()
}
