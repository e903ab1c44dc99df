import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { plural } from '@/lib/shared/catalogue'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { assertNoClusterLeft, removeStudents } from './remove-students'
import { lockTaughtClass } from './visible-classes'

/**
 * Deletes a class with its students, messages and runs, for good.
 * @throws AppError `not-found`, `forbidden` for a teacher who did not make it, `name-not-typed`, `class-has-clusters`
 */
export async function deleteClass(actor: Actor, classId: string, typed: string): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    assertOwner(actor, row)
    if (typed.trim() !== row.name) {
      throw new AppError('name-not-typed', {
        userMessage: `Type the name of the class, ${row.name}, to delete it.`,
        details: { fields: [{ field: 'name', problem: `Type ${row.name}.` }] },
      })
    }
    const students = await transaction.student.findMany({ where: { classId }, select: { id: true } })
    await assertNoClusterLeft(
      transaction,
      students.map(({ id }) => id),
      'End the class first, then delete it.',
    )
    await assertNoRun(transaction, classId)
    await removeStudents(
      transaction,
      students.map(({ id }) => id),
    )
    await transaction.run.deleteMany({ where: { subjectType: 'class', subjectId: classId } })
    await transaction.class.delete({ where: { id: classId }, select: { id: true } })
    const details = { name: row.name, students: students.length }
    await recordAudit({ actor, action: 'class.delete', subject: { type: 'class', id: classId }, details }, transaction)
    await announceClass(transaction, classId)
  })
}

const AT_WORK = ['running', 'unwinding']

async function assertNoRun(transaction: Parameters<typeof announceClass>[0], classId: string): Promise<void> {
  const where = { subjectType: 'class', subjectId: classId, status: { in: AT_WORK } }
  const runs = await transaction.run.count({ where })
  if (runs === 0) return
  throw new AppError('subject-busy', {
    userMessage: `${plural(runs, { one: 'A run', other: '# runs' })} of this class ${runs === 1 ? 'goes' : 'go'} on. Wait, or cancel first.`,
  })
}

/** @throws AppError `forbidden` */
export function assertOwner(actor: Actor, { ownerId }: { readonly ownerId: string }): void {
  if (ownerId === actor.userId || actor.role === 'admin') return
  throw new AppError('forbidden', { userMessage: 'Only whoever made the class, or an admin, may do this.' })
}
