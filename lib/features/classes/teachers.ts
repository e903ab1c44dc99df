import type { Actor } from '@/lib/core/actor'
import { roleOf } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { may } from '@/lib/shared/policy'
import { announceSessions } from '../accounts/announce-sessions'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { lockTaughtClass } from './visible-classes'

/**
 * Adds somebody who may have classes, by the e-mail address that they told the other teacher. Who has no account, and who
 * is no teacher, gets the same words.
 * @throws AppError `not-found`, `no-such-teacher`
 */
export async function addTeacher(actor: Actor, classId: string, email: string): Promise<{ readonly userId: string }> {
  assertMay(actor, 'classes.manage')
  return db().$transaction(async (transaction) => {
    await lockTaughtClass(transaction, actor, classId)
    const user = await transaction.user.findUnique({ where: { email }, select: { id: true, role: true } })
    if (user === null || !may({ role: roleOf(user.role) }, 'classes.manage')) {
      const problem = 'No teacher of this panel has this address. An admin can make somebody a teacher.'
      throw new AppError('no-such-teacher', {
        userMessage: problem,
        details: { fields: [{ field: 'email', problem }] },
      })
    }
    const userId = user.id
    await transaction.classTeacher.createMany({ data: [{ classId, userId }], skipDuplicates: true })
    const subject = { type: 'class', id: classId }
    await recordAudit({ actor, action: 'class.add-teacher', subject, details: { userId } }, transaction)
    await announceClass(transaction, classId)
    return { userId }
  })
}

/** Their visits end, and streams that these opened close. @throws AppError `not-found`, `class-owner` for the one who made it */
export async function removeTeacher(actor: Actor, classId: string, userId: string): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const { ownerId } = await lockTaughtClass(transaction, actor, classId)
    if (ownerId === userId) {
      throw new AppError('class-owner', { userMessage: 'Whoever made the class stays its teacher.' })
    }
    const { count } = await transaction.classTeacher.deleteMany({ where: { classId, userId } })
    if (count === 0) throw notFound('teacher of this class')
    const now = new Date()
    const student = { classId }
    await transaction.teacherVisit.updateMany({
      where: { teacherId: userId, student, endedAt: null },
      data: { endedAt: now },
    })
    const free = { claimedById: null, claimedAt: null }
    await transaction.student.updateMany({ where: { classId, claimedById: userId }, data: free })
    const subject = { type: 'class', id: classId }
    await recordAudit({ actor, action: 'class.remove-teacher', subject, details: { userId } }, transaction)
    await announceClass(transaction, classId)
  })
  announceSessions(userId)
}
