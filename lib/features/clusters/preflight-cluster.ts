import type { Obstacle } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { assertMay } from '@/lib/features/policy'
import type { ClusterRequest } from '@/lib/providers/cluster-request'
import { findProvider } from '@/lib/providers/find-provider'
import { assertBrought, assertNameFree } from './creation-checks'
import { deskOf } from './desk'

/**
 * Everything that stands in the way of a cluster as it would be asked for, before the click and before anything is paid:
 * its name, the limits, what its provider finds, and what the panel would have to bring. Makes nothing;
 * machines that were never seen are visited.
 * @throws AppError `not-found` for a machine that does not exist or is somebody else's, `unknown-provider`
 */
export async function preflightCluster(actor: Actor, request: ClusterRequest): Promise<readonly Obstacle[]> {
  assertMay(actor, 'clusters.create')
  const provider = findProvider(request.provider)
  const asked = { actor, request, desk: deskOf(actor) }
  const [named, refusal, own] = await Promise.all([
    refusalsOf(() => assertNameFree(actor, request.name)),
    provider.refusal(actor),
    obstaclesOf(() => provider.preflight(asked)),
  ])
  const refused: readonly Obstacle[] = refusal === undefined ? [] : [{ level: 'blocker', sentence: refusal }]
  // What cannot be outlined because of a blocker would only say the same once more.
  const blocked = [...refused, ...own].some(({ level }) => level === 'blocker')
  const lacking = blocked ? [] : await refusalsOf(async () => assertBrought(actor, await provider.outline(asked)))
  return [...named, ...refused, ...own, ...lacking]
}

const refusalsOf = (check: () => Promise<void>): Promise<readonly Obstacle[]> =>
  obstaclesOf(async () => {
    await check()
    return []
  })

/** What was found, or why it was refused, as a sentence; what does not exist, and what is no answer to the person, goes on. */
async function obstaclesOf(look: () => Promise<readonly Obstacle[]>): Promise<readonly Obstacle[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'not-found') throw error
    return [{ level: 'blocker', sentence: error.userMessage }]
  }
}
