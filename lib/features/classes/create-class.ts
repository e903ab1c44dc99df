import { type ClassOffer, isLent } from '@/lib/contracts/class-fields'
import type { NewClass } from '@/lib/contracts/classes'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { isPractice } from '@/lib/providers/find-definition'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'

/** Makes a class, with whoever makes it as its teacher. @throws AppError `class-offer` */
export async function createClass(actor: Actor, request: NewClass): Promise<{ readonly classId: string }> {
  assertMay(actor, 'classes.manage')
  assertOfferable(request.offer)
  return db().$transaction(async (transaction) => ({ classId: await writeClass(transaction, actor, request) }))
}

/** What is written of a new class, and of one that is made again. */
export async function writeClass(transaction: Transaction, actor: Actor, fields: NewClass): Promise<string> {
  const id = newId()
  await transaction.class.create({
    data: { id, ownerId: actor.userId, ...classRow(fields), teachers: { create: { userId: actor.userId } } },
    select: { id: true },
  })
  const details = { name: fields.name, seats: fields.seats }
  await recordAudit({ actor, action: 'class.create', subject: { type: 'class', id }, details }, transaction)
  return id
}

/** Fields as they are stored. */
export function classRow({ startsAt, endsAt, offer, ...fields }: NewClass) {
  return { ...fields, startsAt: new Date(startsAt), endsAt: new Date(endsAt), offer: storedOffer(offer) }
}

/** An offer came as JSON; Prisma's type for JSON to write is mutable. */
export const storedOffer = (offer: ClassOffer): Prisma.InputJsonObject => offer as unknown as Prisma.InputJsonObject

/**
 * Students get simulated machines, or boards that a teacher lends them. What is paid by somebody's account at a cloud is
 * refused: nothing would hold a class to a budget.
 * @throws AppError `class-offer`
 */
export function assertOfferable({ provider }: Pick<ClassOffer, 'provider'>): void {
  if (isPractice(provider) || isLent(provider)) return
  const problem =
    'A class can have practice clusters, or boards from the desk. Machines that cost money by the hour cannot be given to a class.'
  throw new AppError('class-offer', {
    userMessage: problem,
    details: { fields: [{ field: 'offer.provider', problem }] },
  })
}
