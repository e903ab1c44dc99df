import type { PracticeState } from '@/lib/contracts/practice'
import type { Actor } from '@/lib/core/actor'
import { visibleClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import { worldLink } from '@/lib/providers/practice/link/own-world-link'
import { assertPracticeCluster } from './find-practice-cluster'

const PATIENCE_MS = 5_000

/** The machines of a practice cluster with their troubles. Throws `not-found`, `practice-world-away`. */
export async function readPractice(actor: Actor, clusterId: string): Promise<PracticeState> {
  assertMay(actor, 'clusters.read')
  await assertPracticeCluster(visibleClusters(actor), clusterId)
  const answer = await worldLink().ask(clusterId, 'state', {}, { signal: AbortSignal.timeout(PATIENCE_MS) })
  return answer as PracticeState // as SimulatedCluster.state of the same version makes it
}
