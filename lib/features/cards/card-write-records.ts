import { CardWriting } from '@/lib/contracts/cards'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import type { CardRecords } from '@/lib/ports/card-records'
import { announceBoards } from './announce-boards'

/** What the database knows of a card that the panel writes in its own reader. */
export const writeRecords: Pick<CardRecords, 'toWrite' | 'wroteSoFar' | 'written' | 'notWritten'> = {
  async toWrite(imageId) {
    const row = await db().boardImage.findUnique({ where: { id: imageId } })
    const { file, bmapFile, bytes, sha256 } = row ?? {}
    const over = row === null || row.status !== 'ready' || row.expiresAt <= new Date()
    if (over || file == null || bmapFile == null || bytes == null || sha256 == null) {
      throw new AppError('card-gone', {
        userMessage: 'This card was removed, or its time is over. Prepare it anew, then write it.',
      })
    }
    return { fileName: file, bmapFileName: bmapFile, imageBytes: Number(bytes), imageSha256: sha256 }
  },

  wroteSoFar: (imageId, { phase, doneBytes, ofBytes }) =>
    changeWriting(imageId, (now) => {
      const at = Date.now()
      return { ...now, phase, doneBytes, ofBytes, at, since: now.phase === phase ? now.since : at }
    }),

  written: (imageId) => settle(imageId, { writing: Prisma.DbNull, deliveredAt: new Date() }),

  notWritten: (imageId, { userMessage }) => changeWriting(imageId, (now) => ({ ...now, failure: userMessage })),
}

async function changeWriting(imageId: string, change: (now: CardWriting) => CardWriting): Promise<void> {
  const row = await db().boardImage.findUnique({ where: { id: imageId }, select: { writing: true } })
  const now = CardWriting.safeParse(row?.writing)
  // Not asked for any more: the card was removed, or somebody else has settled it.
  if (now.success) await settle(imageId, { writing: change(now.data) })
}

async function settle(imageId: string, data: Prisma.BoardImageUpdateManyMutationInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const row = await transaction.boardImage.findUnique({ where: { id: imageId }, select: { batch: true } })
    if (row === null) return
    await transaction.boardImage.updateMany({ where: { id: imageId }, data })
    await announceBoards(transaction, row.batch.ownerId)
  })
}
