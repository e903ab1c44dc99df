import type { PracticeState, TroubleRequest } from '@/lib/contracts/practice'
import type { Actor } from '@/lib/core/actor'
import { auditOutside } from '@/lib/features/audit'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import { worldLink } from '@/lib/providers/practice/link/own-world-link'
import { assertPracticeCluster } from './find-practice-cluster'

const PATIENCE_MS = 5_000

/** Puts a trouble on a practice machine, or takes it off. Throws `not-found`, `practice-world-away`. */
export async function changePracticeMachine(
  actor: Actor,
  clusterId: string,
  request: TroubleRequest,
): Promise<PracticeState> {
  assertMay(actor, 'clusters.change')
  await assertPracticeCluster(changeableClusters(actor), clusterId)
  const subject = { type: 'cluster', id: clusterId }
  const answer = await auditOutside({ actor, action: 'practice.trouble', subject, details: { ...request } }, () =>
    worldLink().ask(clusterId, 'trouble', request, { signal: AbortSignal.timeout(PATIENCE_MS) }),
  )
  return answer as PracticeState // as SimulatedCluster.state of the same version makes it
}
