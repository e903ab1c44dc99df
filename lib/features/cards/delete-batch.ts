import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceBoards } from './announce-boards'
import { CardSecrets, secretIdsOf } from './card-settings'
import { imageFolder } from './image-folder'
import { ownBatches } from './visible-cards'

/**
 * Removes a batch with its images and runs. Its tokens go with it: a card that was written of it registers nobody any more.
 * @throws AppError `not-found`, `subject-busy` while its images are made
 */
export async function deleteBatch(actor: Actor, batchId: string): Promise<void> {
  assertMay(actor, 'cards.manage')
  const where = { id: batchId, AND: ownBatches(actor) }
  const row = await db().cardBatch.findFirst({ where, include: { images: { select: { id: true, secretIds: true } } } })
  if (row === null) throw notFound('batch of cards')
  const ofCards = { subjectType: 'card', subjectId: { in: row.images.map(({ id }) => id) } }
  const subject = { OR: [{ subjectType: 'image', subjectId: batchId }, ofCards] }
  if ((await db().run.count({ where: { ...subject, endedAt: null } })) > 0) {
    throw new AppError('subject-busy', {
      userMessage: `${row.name}: it is still being prepared or written. Cancel that first.`,
    })
  }
  const secrets = row.images.flatMap(({ secretIds }) => {
    const parsed = CardSecrets.safeParse(secretIds)
    return parsed.success ? secretIdsOf(parsed.data) : []
  })
  await db().$transaction(async (transaction) => {
    await transaction.cardBatch.delete({ where: { id: batchId } })
    await transaction.run.deleteMany({ where: subject })
    await transaction.secret.deleteMany({ where: { id: { in: secrets } } })
    const details = { name: row.name, images: row.images.length }
    await recordAudit(
      { actor, action: 'cards.delete', subject: { type: 'card-batch', id: batchId }, details },
      transaction,
    )
    await announceBoards(transaction, actor.userId)
  })
  const folder = imageFolder()
  await Promise.all(row.images.map(({ id }) => folder.remove(id)))
}
