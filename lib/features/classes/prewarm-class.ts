import { ClassOffer, isLent } from '@/lib/contracts/class-fields'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { type PlannedSeat, prewarmClassPlan } from '@/lib/provision/recipes/prewarm-class'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { supersedeRestingRun } from '../runs/run-lock'
import type { Transaction } from '../runs/subject-kind'
import { classEnded } from './change-class'
import { nextNumber, writeStudent } from './new-student'
import { freeSeats } from './seats'
import { type ClassRunStarted, startClassRun } from './start-class-run'
import { taughtClasses } from './visible-classes'

/**
 * Starts the run that makes a cluster for each seat: of the roster, and for those that nobody has yet. From now on whoever
 * comes late gets theirs at once. Boards are lent by name, so there seats without a name get none.
 * @throws AppError `not-found`, `class-ended`, `subject-busy`, `nobody-to-warm`
 */
export async function prewarmClass(actor: Actor, classId: string): Promise<ClassRunStarted> {
  assertMay(actor, 'classes.manage')
  const { name } = await assertWarmable(actor, classId)
  const spareIds = new Map<number, string>()
  /** The same seat has the same id, however often it is planned. */
  const idOf = (number: number): string => {
    const id = spareIds.get(number) ?? newId()
    spareIds.set(number, id)
    return id
  }
  return startClassRun(actor, classId, {
    title: `Preparing ${name}`,
    async read(reader) {
      const { students, spares } = await seatsToWarm(reader, classId)
      return { students, spares: spares.map((number): PlannedSeat => ({ studentId: idOf(number), number, name: '' })) }
    },
    plan({ students, spares }) {
      const seats = [...students, ...spares]
      if (seats.length === 0) throw nobody(name)
      return prewarmClassPlan(seats)
    },
    async write(transaction, row, { students, spares }) {
      if (row.endedAt !== null) throw classEnded(row.name)
      const subject = { type: 'class', id: classId }
      await supersedeRestingRun(transaction, subject)
      for (const { studentId, number } of spares) {
        await writeStudent(transaction, { id: studentId, classId, number, name: '', origin: 'spare' })
      }
      const data = { warmedAt: row.warmedAt ?? new Date() }
      await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
      const details = { seats: students.length + spares.length }
      await recordAudit({ actor, action: 'class.prewarm', subject, details }, transaction)
    },
  })
}

async function assertWarmable(actor: Actor, classId: string) {
  const where = { id: classId, AND: taughtClasses(actor) }
  const row = await db().class.findFirst({ where, select: { name: true, endedAt: true } })
  if (row === null) throw notFound('class')
  if (row.endedAt !== null) throw classEnded(row.name)
  return row
}

const nobody = (name: string) =>
  new AppError('nobody-to-warm', {
    userMessage: `Every seat of ${name} has a cluster already, or there is none yet: add students first.`,
  })

/** Students who have no cluster, and the numbers of the spare seats that are still to be made. */
async function seatsToWarm(reader: Transaction, classId: string) {
  const row = await reader.class.findUniqueOrThrow({ where: { id: classId } })
  const named = !isLent(ClassOffer.parse(row.offer).provider) && row.codeMode === 'name'
  const spare = await reader.student.count({ where: { classId, origin: 'spare', joinedAt: null } })
  const missing = named ? Math.max(0, (await freeSeats(reader, row)) - spare) : 0
  const first = await nextNumber(reader, classId)
  const rows = await reader.student.findMany({
    where: { classId, origin: { not: 'rehearsal' }, user: { clusters: { none: { deletedAt: null } } } },
    select: { id: true, number: true, name: true },
    orderBy: { number: 'asc' },
  })
  return {
    students: rows.map(({ id, number, name }): PlannedSeat => ({ studentId: id, number, name })),
    spares: Array.from({ length: missing }, (_, index) => first + index),
  }
}
