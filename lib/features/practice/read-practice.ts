import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import type { PracticeState } from '@/lib/shared/practice/practice-data'
import { worldAway } from './world-away'

/** The machines of a practice cluster with their troubles. Throws `not-found`, `practice-world-away`. */
export async function readPractice(actor: Actor, _clusterId: string): Promise<PracticeState> {
  assertMay(actor, 'clusters.read')
  throw worldAway()
}
