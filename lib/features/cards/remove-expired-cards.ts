import { db } from '@/lib/db/client'
import { announceBoards } from './announce-boards'
import { CardSecrets, secretIdsOf } from './card-settings'
import { imageFolder } from './image-folder'

const MOST_AT_ONCE = 100

/**
 * Removes the files of images whose time is over or whose board is here, and what was still sealed for them: images hold
 * keys. Rows stay, for the page of their batch; links that are over go.
 * @param stillMine asked before each image; it ends when somebody else has the duty
 * @returns of how many images something was removed
 */
export async function removeExpiredCards(stillMine: () => Promise<boolean>, now = new Date()): Promise<number> {
  await db().cardLink.deleteMany({ where: { OR: [{ expiresAt: { lt: now } }, { revokedAt: { not: null } }] } })
  const over = await db().boardImage.findMany({
    where: { OR: [{ expiresAt: { lt: now } }, { bootedAt: { not: null } }], status: { in: ['ready', 'failed'] } },
    include: { batch: { select: { ownerId: true } } },
    orderBy: { id: 'asc' },
    take: MOST_AT_ONCE,
  })
  let removed = 0
  for (const { id, secretIds, batch } of over) {
    if (!(await stillMine())) return removed
    await imageFolder().remove(id)
    const secrets = CardSecrets.safeParse(secretIds)
    await db().$transaction(async (transaction) => {
      await transaction.boardImage.updateMany({ where: { id }, data: { status: 'removed', secretIds: {} } })
      if (secrets.success) await transaction.secret.deleteMany({ where: { id: { in: secretIdsOf(secrets.data) } } })
      await announceBoards(transaction, batch.ownerId)
    })
    removed += 1
  }
  return removed
}
