import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'
import { accountName } from './new-student'
import { assertNoClusterLeft, removeStudents } from './remove-students'
import { lockTaughtClass } from './visible-classes'

/**
 * Takes away what is known of the students of a class that has ended: their names, which become “Student 7”, with their words
 * and what they wrote; or all of them. Names in the receipt go too.
 * @throws AppError `not-found`, `class-goes-on`, `class-has-clusters`
 */
export async function forgetStudents(actor: Actor, classId: string, how: 'anonymise' | 'delete'): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    if (row.endedAt === null) {
      throw new AppError('class-goes-on', { userMessage: `${row.name} has not ended yet. End it first.` })
    }
    const students = await transaction.student.findMany({ where: { classId }, select: { id: true, number: true } })
    const ids = students.map(({ id }) => id)
    await assertNoClusterLeft(transaction, ids, 'End the class again to delete it.')
    await transaction.classMessage.deleteMany({ where: { classId, studentId: { in: ids } } })
    if (how === 'delete') await removeStudents(transaction, ids)
    else for (const student of students) await anonymise(transaction, student)
    const data = { forgottenAt: new Date(), ...(row.receipt === null ? {} : { receipt: withoutNames(row.receipt) }) }
    await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
    const details = { students: ids.length }
    const action = how === 'delete' ? 'class.delete-students' : 'class.anonymise'
    await recordAudit({ actor, action, subject: { type: 'class', id: classId }, details }, transaction)
    await announceClass(transaction, classId)
  })
}

/** Clusters were called after them, and so were their machines, runs and logs: what is deleted of those goes with the name. */
async function anonymise(transaction: Transaction, { id, number }: { readonly id: string; readonly number: number }) {
  const name = accountName('', number)
  await transaction.run.deleteMany({ where: { ownerId: id } })
  await transaction.cluster.deleteMany({ where: { ownerId: id } })
  await transaction.user.update({ where: { id }, data: { name }, select: { id: true } })
  const data = { name, wordsHash: null, handAt: null, handNote: '', linkVersion: { increment: 1 } }
  await transaction.student.update({ where: { id }, data, select: { id: true } })
}

interface Named {
  readonly clusters: readonly { readonly cluster: string; readonly student: string; readonly left: readonly string[] }[]
}

function withoutNames(receipt: unknown) {
  const known = receipt as Named // as ClassRecords.saveReceipt wrote it
  const clusters = known.clusters.map((line, index) => ({
    ...line,
    ...{ cluster: `cluster ${index + 1}`, student: '', left: [...line.left] },
  }))
  return { ...known, clusters }
}
