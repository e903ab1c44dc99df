import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'

/** A practice board of the actor's own. @throws AppError `not-found` */
export async function practiceBoard(actor: Actor, machineId: string) {
  const where = { id: machineId, machine: { ownerId: actor.userId } }
  const row = await db().practiceBoard.findFirst({ where, include: { machine: { select: { name: true } } } })
  if (row === null) throw notFound('practice board')
  return row
}
