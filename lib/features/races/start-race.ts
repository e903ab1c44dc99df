import type { RaceRequest } from '@/lib/contracts/races'
import type { Actor } from '@/lib/core/actor'
import { AppError, type Json } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { recordAudit } from '@/lib/features/audit'
import { clusterStarts } from '@/lib/features/clusters/cluster-starts'
import { type PreparedCluster, prepareCluster } from '@/lib/features/clusters/prepare-cluster'
import { assertMay } from '@/lib/features/policy'
import { startRuns } from '@/lib/features/runs/start-run'
import type { ClusterRequest } from '@/lib/providers/cluster-request'

/**
 * Begins to make two clusters at the same moment. Both are judged before anything is written, and both are written in
 * one transaction: when one is refused, the other is not begun either.
 * @throws AppError what `createCluster` throws for either of them; a wrong field is named with its side, `left.name`
 */
export async function startRace(
  actor: Actor,
  { name, left, right }: RaceRequest,
): Promise<{ readonly raceId: string }> {
  assertMay(actor, 'races.create')
  const raceId = newId()
  const sides = {
    left: await ofSide('left', prepareCluster(actor, left)),
    right: await ofSide('right', prepareCluster(actor, right)),
  }
  const clusters = { leftClusterId: sides.left.clusterId, rightClusterId: sides.right.clusterId }
  const starts = inOneOrder([left, sides.left], [right, sides.right])
  const subject = { type: 'race', id: raceId }
  await clusterStarts.run(actor.userId, () =>
    startRuns(actor, starts, async (transaction) => {
      const data = { id: raceId, ownerId: actor.userId, name, ...clusters }
      await transaction.race.create({ data, select: { id: true } })
      await recordAudit({ actor, action: 'race.start', subject, details: clusters }, transaction)
    }),
  )
  return { raceId }
}

/** By provider: providers lock their limits while they write, so two races that take them crosswise would wait forever. */
const inOneOrder = (...sides: readonly (readonly [ClusterRequest, PreparedCluster])[]) =>
  [...sides].sort(([one], [other]) => one.provider.localeCompare(other.provider)).map(([, { start }]) => start)

/** A refusal says which side it is about. */
async function ofSide<T>(side: 'left' | 'right', prepared: Promise<T>): Promise<T> {
  try {
    return await prepared
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, retryable, details } = error
    throw new AppError(code, {
      userMessage: `The ${side} side: ${error.userMessage}`,
      retryable,
      details: Array.isArray(details['fields'])
        ? { ...details, fields: details['fields'].map((field: Json) => withSide(side, field)) }
        : details,
      cause: error,
    })
  }
}

const withSide = (side: string, field: Json): Json =>
  typeof field === 'object' && field !== null && 'field' in field
    ? { ...field, field: `${side}.${String(field['field'])}` }
    : field
