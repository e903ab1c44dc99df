import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '../policy'
import { announceBoards } from './announce-boards'
import { imageFolder } from './image-folder'
import { fileNameOf } from './present-batch'

export interface TakenFile {
  readonly path: string
  /** As it is saved. */
  readonly name: string
  readonly sha256: string
}

/** The file of an image of the actor's own. @throws AppError `not-found`, `image-file-gone` */
export async function takeImage(actor: Actor, imageId: string, file: string, reads: boolean): Promise<TakenFile> {
  assertMay(actor, 'cards.read')
  return takeFileOf(actor.userId, imageId, file, reads)
}

/**
 * @param reads false for a look without content: who only looks has not taken it
 * @throws AppError `not-found`, `image-file-gone`
 */
export async function takeFileOf(ownerId: string, imageId: string, name: string, reads: boolean): Promise<TakenFile> {
  const row = await db().boardImage.findFirst({
    where: { id: imageId, status: 'ready', batch: { ownerId } },
    include: { machine: { select: { name: true } } },
  })
  const files = [row?.file, row?.bmapFile].flatMap((one) => one ?? [])
  const file = files.find((one) => row !== null && fileNameOf(row.machine.name, one) === name)
  if (row === null || file === undefined) throw notFound('card')
  if (row.expiresAt <= new Date()) {
    throw new AppError('image-file-gone', { userMessage: 'The time of this card is over. Prepare it anew.' })
  }
  const path = await imageFolder().fileOf(imageId, file)
  if (reads && file === row.file && row.deliveredAt === null) {
    await db().$transaction(async (transaction) => {
      await transaction.boardImage.updateMany({
        where: { id: imageId, deliveredAt: null },
        data: { deliveredAt: new Date() },
      })
      await announceBoards(transaction, ownerId)
    })
  }
  return { path, name, sha256: file === row.file ? (row.fileSha256 ?? '') : `map-of-${row.sha256 ?? ''}` }
}
