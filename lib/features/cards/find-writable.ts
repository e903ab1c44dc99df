import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { ownBatches } from './visible-cards'

export interface WritableCard {
  readonly imageId: string
  readonly machineId: string
  /** The board's name. */
  readonly name: string
  readonly provider: string
  readonly imageBytes: number
}

/** A card of the actor's own that can be written now. @throws AppError `not-found`, `card-gone` */
export async function findWritable(actor: Actor, imageId: string): Promise<WritableCard> {
  const row = await db().boardImage.findFirst({
    where: { id: imageId, batch: ownBatches(actor) },
    include: { machine: { select: { name: true, provider: true } } },
  })
  if (row === null) throw notFound('card')
  const { machine, machineId, bytes, status, expiresAt, bootedAt } = row
  if (bytes !== null && status === 'ready' && expiresAt > new Date() && bootedAt === null) {
    return { imageId, machineId, name: machine.name, provider: machine.provider, imageBytes: Number(bytes) }
  }
  throw new AppError('card-gone', {
    userMessage: `The card of ${machine.name} cannot be written now: its image is not finished, was used, or its time is over.`,
  })
}
