import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { list } from '@/lib/shared/catalogue'
import { announceSessions } from '../accounts/announce-sessions'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'
import { taughtStudent } from './visible-classes'

const AT_WORK = ['running', 'unwinding']

/**
 * Takes one student out of a class with all that is known of them.
 * @throws AppError `not-found`, `class-has-clusters`
 */
export async function removeStudent(actor: Actor, classId: string, studentId: string): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const student = await taughtStudent(transaction, actor, classId, studentId)
    await assertNoClusterLeft(transaction, [studentId], 'Delete that first, then take the student out.')
    await removeStudents(transaction, [studentId])
    const details = { number: student.number }
    await recordAudit(
      { actor, action: 'class.remove-student', subject: { type: 'class', id: classId }, details },
      transaction,
    )
    await announceClass(transaction, classId)
  })
  announceSessions(studentId)
}

/** @throws AppError `class-has-clusters`: their machines could never be cleaned up */
export async function assertNoClusterLeft(
  transaction: Transaction,
  studentIds: readonly string[],
  wayOut: string,
): Promise<void> {
  const left = await transaction.cluster.findMany({
    where: { ownerId: { in: [...studentIds] }, deletedAt: null },
    select: { name: true },
    take: 5,
  })
  if (left.length > 0) {
    const names = list(left.map(({ name }) => name))
    throw new AppError('class-has-clusters', { userMessage: `There is still ${names}. ${wayOut}`, details: { names } })
  }
  const runs = await transaction.run.count({ where: { ownerId: { in: [...studentIds] }, status: { in: AT_WORK } } })
  if (runs === 0) return
  throw new AppError('class-has-clusters', { userMessage: 'A run of theirs goes on. Wait until it is over.' })
}

/** Removes accounts of students with what hangs on them: sessions, runs, deleted clusters and their secrets. */
export async function removeStudents(transaction: Transaction, studentIds: readonly string[]): Promise<void> {
  const ownerId = { in: [...studentIds] }
  await transaction.machine.deleteMany({ where: { ownerId } })
  await transaction.cluster.deleteMany({ where: { ownerId } })
  await transaction.secret.deleteMany({ where: { ownerId } })
  await transaction.user.deleteMany({ where: { id: ownerId } })
}
