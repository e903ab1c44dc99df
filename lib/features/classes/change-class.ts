import type { ClassChange } from '@/lib/contracts/classes'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { assertOfferable, storedOffer } from './create-class'
import { freeSeats } from './seats'
import { lockTaughtClass } from './visible-classes'

/**
 * Changes what is given; clusters that exist stay as they are.
 * @throws AppError `not-found`, `class-ended`, `class-times`, `class-seats`, `class-offer`
 */
export async function changeClass(actor: Actor, classId: string, change: ClassChange): Promise<void> {
  assertMay(actor, 'classes.manage')
  const { startsAt, endsAt, offer, ...fields } = change
  if (offer !== undefined) assertOfferable(offer)
  await db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    // What becomes of students may be decided afterwards, too.
    const { afterwards, afterDays, name, ...others } = change
    if (row.endedAt !== null && Object.values(others).some((value) => value !== undefined)) throw classEnded(row.name)
    const starts = startsAt ?? row.startsAt.getTime()
    if (starts >= (endsAt ?? row.endsAt.getTime()))
      throw problem('class-times', 'endsAt', 'The class has to end after it begins.')
    const seats = fields.seats ?? row.seats
    const taken = row.seats - (await freeSeats(transaction, row))
    if (seats < taken) throw problem('class-seats', 'seats', `${taken} seats are taken already: give at least so many.`)
    // A code that lasts as long as the class goes on with it.
    const movesCode = endsAt !== undefined && row.codeExpiresAt?.getTime() === row.endsAt.getTime()
    await transaction.class.update({
      where: { id: classId },
      data: {
        ...given(fields),
        ...(startsAt === undefined ? {} : { startsAt: new Date(startsAt) }),
        ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }),
        ...(movesCode ? { codeExpiresAt: new Date(endsAt) } : {}),
        ...(offer === undefined ? {} : { offer: storedOffer(offer) }),
      },
      select: { id: true },
    })
    const details = { changed: Object.keys(change).sort() }
    await recordAudit({ actor, action: 'class.change', subject: { type: 'class', id: classId }, details }, transaction)
    await announceClass(transaction, classId)
  })
}

type Given<Fields> = { [Field in keyof Fields]?: Exclude<Fields[Field], undefined> }

/** Without what was left out. */
const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>

const problem = (code: string, field: string, sentence: string): AppError =>
  new AppError(code, { userMessage: sentence, details: { fields: [{ field, problem: sentence }] } })

export const classEnded = (name: string): AppError =>
  new AppError('class-ended', { userMessage: `${name} has ended. Duplicate it to teach it again.` })
