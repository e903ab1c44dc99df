import type { VisitMode } from '@/lib/contracts/class-conduct'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { announceSessions } from '../accounts/announce-sessions'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { classEnded } from './change-class'
import { taughtStudent } from './visible-classes'

/** A page that is open renews its visit; one that was closed, or whose laptop sleeps, is over after this. */
const VISIT_MS = 2 * 60_000

/**
 * Begins to look at a student's clusters, or to assist; or goes on. Until it is over they are visible to this teacher, and the
 * student reads so. What begins is written to the audit log.
 * @returns until when, unless it is renewed
 * @throws AppError `not-found`, `class-ended`
 */
export async function visitStudent(
  actor: Actor,
  classId: string,
  studentId: string,
  mode: VisitMode,
  now = Date.now(),
): Promise<{ readonly until: number; readonly clusterIds: readonly string[] }> {
  assertMay(actor, 'classes.manage')
  const until = new Date(now + VISIT_MS)
  return db().$transaction(async (transaction) => {
    const student = await taughtStudent(transaction, actor, classId, studentId)
    if (student.class.endedAt !== null) throw classEnded(student.class.name)
    const teacherId = actor.userId
    const goesOn = { studentId, teacherId, endedAt: null, until: { gt: new Date(now) } }
    const renewed = await transaction.teacherVisit.updateMany({ where: { ...goesOn, mode }, data: { until } })
    if (renewed.count === 0) {
      // From looking to assisting, or back, is another visit.
      await transaction.teacherVisit.updateMany({ where: goesOn, data: { endedAt: new Date(now) } })
      const data = { id: newId(), studentId, teacherId, mode, beganAt: new Date(now), until }
      await transaction.teacherVisit.create({ data, select: { id: true } })
      const details = { classId, mode }
      await recordAudit(
        { actor, action: `student.${mode}`, subject: { type: 'user', id: studentId }, details },
        transaction,
      )
      await announceClass(transaction, classId)
    }
    const clusters = await transaction.cluster.findMany({
      where: { ownerId: studentId, deletedAt: null },
      select: { id: true },
      orderBy: { createdAt: 'asc' },
    })
    return { until: until.getTime(), clusterIds: clusters.map(({ id }) => id) }
  })
}

/** Ends one's own visit; streams that it opened close. Repeatable. @throws AppError `not-found` */
export async function endVisit(actor: Actor, classId: string, studentId: string): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    await taughtStudent(transaction, actor, classId, studentId)
    const where = { studentId, teacherId: actor.userId, endedAt: null }
    const { count } = await transaction.teacherVisit.updateMany({ where, data: { endedAt: new Date() } })
    if (count === 0) return
    const details = { classId }
    await recordAudit(
      { actor, action: 'student.end-visit', subject: { type: 'user', id: studentId }, details },
      transaction,
    )
    await announceClass(transaction, classId)
  })
  announceSessions(actor.userId)
}

/**
 * Says that one is on the way to a student, so that two teachers do not both walk there; or no longer.
 * @throws AppError `not-found`, `claimed-already` with the name of who was quicker
 */
export async function claimStudent(actor: Actor, classId: string, studentId: string, claimed: boolean): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    await taughtStudent(transaction, actor, classId, studentId)
    const mine = { id: studentId, OR: [{ claimedById: null }, { claimedById: actor.userId }] }
    const data = claimed ? { claimedById: actor.userId, claimedAt: new Date() } : { claimedById: null, claimedAt: null }
    const { count } = await transaction.student.updateMany({ where: mine, data })
    if (count === 0) {
      const row = await transaction.student.findUnique({ where: { id: studentId }, select: { claimedById: true } })
      const where = { id: row?.claimedById ?? '' }
      const other = await transaction.user.findUnique({ where, select: { name: true } })
      throw new AppError('claimed-already', {
        userMessage: `${other?.name ?? 'Another teacher'} is on the way there already.`,
      })
    }
    const details = { classId, claimed }
    await recordAudit(
      { actor, action: 'student.claim', subject: { type: 'user', id: studentId }, details },
      transaction,
    )
    await announceClass(transaction, classId)
  })
}

/** Takes a student's hand down, and the claim with it. @throws AppError `not-found` */
export async function lowerHand(actor: Actor, classId: string, studentId: string): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    await taughtStudent(transaction, actor, classId, studentId)
    const data = { handAt: null, handNote: '', claimedById: null, claimedAt: null }
    await transaction.student.update({ where: { id: studentId }, data, select: { id: true } })
    const details = { classId }
    await recordAudit(
      { actor, action: 'student.lower-hand', subject: { type: 'user', id: studentId }, details },
      transaction,
    )
    await announceClass(transaction, classId)
  })
}
