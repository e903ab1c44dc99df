import type { Slip } from '@/lib/contracts/class-roster'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { classEnded } from './change-class'
import { nextNumber, writeStudent } from './new-student'
import { linkPath } from './student-link'
import { lockTaughtClass, taughtClasses } from './visible-classes'

interface SlipRow {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly linkVersion: number
  readonly boards: readonly { readonly name: string }[]
}

export const presentSlip = (student: SlipRow): Slip => ({
  studentId: student.id,
  number: student.number,
  name: student.name,
  path: linkPath(student),
  boards: student.boards.map(({ name }) => name),
})

/** A personal link for each student of the roster, and for each who came by code. @throws AppError `not-found` */
export async function listSlips(actor: Actor, classId: string): Promise<readonly Slip[]> {
  assertMay(actor, 'classes.manage')
  return db().$transaction(async (transaction) => {
    const row = await transaction.class.findFirst({ where: { id: classId, AND: taughtClasses(actor) } })
    if (row === null) throw notFound('class')
    if (row.endedAt !== null) throw classEnded(row.name)
    const students = await transaction.student.findMany({
      where: { classId, name: { not: '' }, origin: { not: 'rehearsal' } },
      include: { boards: { select: { name: true }, orderBy: { name: 'asc' } } },
      orderBy: { number: 'asc' },
    })
    // Whoever reads them could be any of these students.
    await recordAudit({ actor, action: 'class.slips', subject: { type: 'class', id: classId } }, transaction)
    return students.map(presentSlip)
  })
}

/** A student who takes no seat, for a teacher who wants to see what students see. @throws AppError `not-found`, `class-ended` */
export async function rehearseClass(actor: Actor, classId: string): Promise<Slip> {
  assertMay(actor, 'classes.manage')
  return db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    if (row.endedAt !== null) throw classEnded(row.name)
    const include = { boards: { select: { name: true } } } as const
    const known = await transaction.student.findFirst({ where: { classId, origin: 'rehearsal' }, include })
    if (known !== null) return presentSlip(known)
    const number = await nextNumber(transaction, classId)
    const id = await writeStudent(transaction, { classId, number, name: 'Rehearsal', origin: 'rehearsal' })
    await recordAudit({ actor, action: 'class.rehearse', subject: { type: 'class', id: classId } }, transaction)
    return presentSlip({ id, number, name: 'Rehearsal', linkVersion: 1, boards: [] })
  })
}
