import { ClassOffer, classFields } from '@/lib/contracts/class-fields'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { writeClass } from './create-class'
import { writeStudent } from './new-student'
import { lockTaughtClass, taughtClasses } from './visible-classes'

interface Again {
  readonly name: string
  readonly startsAt: number
  readonly endsAt: number
  /** Its names too: with new personal links, and without anything that they did. */
  readonly withRoster: boolean
}

/** Makes the same class for another time. @throws AppError `not-found`, `class-roster` when its names were taken away */
export async function duplicateClass(
  actor: Actor,
  classId: string,
  { withRoster, ...times }: Again,
): Promise<{ readonly classId: string }> {
  assertMay(actor, 'classes.manage')
  return db().$transaction(async (transaction) => {
    const row = await transaction.class.findFirst({ where: { id: classId, AND: taughtClasses(actor) } })
    if (row === null) throw notFound('class')
    if (withRoster && row.forgottenAt !== null) {
      throw new AppError('class-roster', {
        userMessage: 'The names of this class were taken away: duplicate it without them.',
      })
    }
    const { seats, mostClusters, mostMachines, clusterMinutes, endsItself, afterDays, timeZone } = row
    const made = await writeClass(transaction, actor, {
      ...{ seats, mostClusters, mostMachines, clusterMinutes, endsItself, afterDays, timeZone },
      afterwards: classFields.afterwards.parse(row.afterwards),
      codeMode: classFields.codeMode.parse(row.codeMode),
      offer: ClassOffer.parse(row.offer),
      ...times,
    })
    if (withRoster) {
      const where = { classId, name: { not: '' }, origin: { not: 'rehearsal' } }
      const students = await transaction.student.findMany({ where, orderBy: { number: 'asc' }, select: { name: true } })
      for (const [index, { name }] of students.entries()) {
        await writeStudent(transaction, { classId: made, number: index + 1, name, origin: 'roster' })
      }
    }
    return { classId: made }
  })
}

/** Puts a class that has ended away, or takes it out again. @throws AppError `not-found`, `class-goes-on` */
export async function archiveClass(actor: Actor, classId: string, archived: boolean): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    if (archived && row.endedAt === null) {
      throw new AppError('class-goes-on', {
        userMessage: `${row.name} has not ended yet. End it first, then put it away.`,
      })
    }
    const archivedAt = archived ? new Date() : null
    await transaction.class.update({ where: { id: classId }, data: { archivedAt }, select: { id: true } })
    const action = archived ? 'class.archive' : 'class.unarchive'
    await recordAudit({ actor, action, subject: { type: 'class', id: classId } }, transaction)
    await announceClass(transaction, classId)
  })
}
