import type { ListedBatch } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '../policy'
import { presentBatches, WITH_CARDS } from './present-batch'
import { ownBatches } from './visible-cards'

const LATEST = 50

/** The person's batches of cards, the newest first. */
export async function listBatches(actor: Actor): Promise<readonly ListedBatch[]> {
  assertMay(actor, 'cards.read')
  const rows = await db().cardBatch.findMany({
    where: ownBatches(actor),
    include: WITH_CARDS,
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: LATEST,
  })
  return presentBatches(rows)
}

/** Throws `not-found`. */
export async function findBatch(actor: Actor, batchId: string): Promise<ListedBatch> {
  assertMay(actor, 'cards.read')
  const row = await db().cardBatch.findFirst({ where: { id: batchId, AND: ownBatches(actor) }, include: WITH_CARDS })
  const [batch] = row === null ? [] : await presentBatches([row])
  if (batch === undefined) throw notFound('batch of cards')
  return batch
}
