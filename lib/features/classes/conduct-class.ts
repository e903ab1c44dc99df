import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'
import { classEnded } from './change-class'
import { lockTaughtClass } from './visible-classes'

/** Which students; undefined: all of the class. */
type Some = readonly string[] | undefined

/** Says something to all students, or to some. @throws AppError `not-found`, `class-ended` */
export async function sendMessage(actor: Actor, classId: string, text: string, studentIds: Some): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    await openClass(transaction, actor, classId)
    const author = await transaction.user.findUniqueOrThrow({ where: { id: actor.userId }, select: { name: true } })
    const ids = studentIds === undefined ? [null] : await chosen(transaction, classId, studentIds)
    const common = { classId, authorId: actor.userId, authorName: author.name, text }
    await transaction.classMessage.createMany({ data: ids.map((studentId) => ({ id: newId(), studentId, ...common })) })
    const details = { to: studentIds === undefined ? 'all' : ids.length }
    await recordAudit({ actor, action: 'class.message', subject: { type: 'class', id: classId }, details }, transaction)
    await announceClass(transaction, classId)
  })
}

/**
 * Pauses students, who then see everything and change nothing, or lets them go on. The whole class and some students are
 * paused on their own: to let the class go on lets all of them go on. Their clusters’ time stands still meanwhile.
 * @throws AppError `not-found`, `class-ended`
 */
export async function pauseClass(actor: Actor, classId: string, paused: boolean, studentIds: Some): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const row = await openClass(transaction, actor, classId)
    const now = new Date()
    const ids = studentIds === undefined ? undefined : await chosen(transaction, classId, studentIds)
    const among = { classId, ...(ids === undefined ? {} : { id: { in: ids } }) }
    if (!paused) await giveTimeBack(transaction, row.pausedAt, among, now, ids === undefined)
    if (ids === undefined) {
      // A second pause goes on with the first one.
      const data = { pausedAt: paused ? (row.pausedAt ?? now) : null }
      await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
      if (!paused) await transaction.student.updateMany({ where: { classId }, data: { pausedAt: null } })
    } else if (paused) {
      await transaction.student.updateMany({ where: { ...among, pausedAt: null }, data: { pausedAt: now } })
    } else await transaction.student.updateMany({ where: among, data: { pausedAt: null } })
    const details = { students: ids === undefined ? 'all' : ids.length }
    const action = paused ? 'class.pause' : 'class.go-on'
    await recordAudit({ actor, action, subject: { type: 'class', id: classId }, details }, transaction)
    await announceClass(transaction, classId)
  })
}

/** What a pause took of the lifetime of clusters. @param whole whether the class's own pause ends */
async function giveTimeBack(
  transaction: Transaction,
  classPausedAt: Date | null,
  among: Prisma.StudentWhereInput,
  now: Date,
  whole: boolean,
): Promise<void> {
  const students = await transaction.student.findMany({ where: among, select: { id: true, pausedAt: true } })
  const classSince = classPausedAt?.getTime() ?? Number.POSITIVE_INFINITY
  for (const { id, pausedAt } of students) {
    const ownSince = pausedAt?.getTime() ?? Number.POSITIVE_INFINITY
    // Whoever stays paused with the class gets the time since then back with the class.
    const [since, until] = whole
      ? [Math.min(ownSince, classSince), now.getTime()]
      : [ownSince, Math.min(classSince, now.getTime())]
    if (since < until) await extendClusters(transaction, [id], until - since)
  }
}

/**
 * More time for clusters that end by themselves.
 * @returns how many
 */
export async function extendClusters(
  transaction: Transaction,
  ownerIds: readonly string[],
  byMs: number,
): Promise<number> {
  return transaction.$executeRaw`
    update cluster_lifetime set "endsAt" = "endsAt" + ${byMs} * interval '1 millisecond', "endTries" = 0, "endTriedAt" = null
    from cluster where cluster.id = cluster_lifetime."clusterId" and cluster."ownerId" = any(${[...ownerIds]})
      and cluster."deletedAt" is null`
}

/**
 * More time: of the whole class its end moves, with the code that lasts as long, and all its clusters; of some students their
 * clusters only.
 * @throws AppError `not-found`, `class-ended`
 */
export async function extendClass(
  actor: Actor,
  classId: string,
  minutes: number,
  studentIds: Some,
): Promise<{ readonly endsAt: number; readonly clusters: number }> {
  assertMay(actor, 'classes.manage')
  return db().$transaction(async (transaction) => {
    const row = await openClass(transaction, actor, classId)
    const byMs = minutes * 60_000
    const whole = studentIds === undefined
    const all = whole ? await transaction.student.findMany({ where: { classId }, select: { id: true } }) : []
    const ids = whole ? all.map(({ id }) => id) : await chosen(transaction, classId, studentIds)
    const clusters = await extendClusters(transaction, ids, byMs)
    // What is over already begins anew from here: fifteen minutes more are fifteen minutes from now.
    const endsAt = whole ? new Date(Math.max(row.endsAt.getTime(), Date.now()) + byMs) : row.endsAt
    if (whole) {
      const codeGoesOn = row.codeExpiresAt !== null && row.codeExpiresAt.getTime() === row.endsAt.getTime()
      const data = { endsAt, ...(codeGoesOn ? { codeExpiresAt: endsAt } : {}) }
      await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
    }
    const details = { minutes, students: whole ? 'all' : ids.length }
    await recordAudit({ actor, action: 'class.extend', subject: { type: 'class', id: classId }, details }, transaction)
    await announceClass(transaction, classId)
    return { endsAt: endsAt.getTime(), clusters }
  })
}

async function openClass(transaction: Transaction, actor: Actor, classId: string) {
  const row = await lockTaughtClass(transaction, actor, classId)
  if (row.endedAt !== null) throw classEnded(row.name)
  return row
}

/** @throws AppError `not-found` when one of them is not of the class */
async function chosen(transaction: Transaction, classId: string, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)]
  const found = await transaction.student.count({ where: { classId, id: { in: wanted } } })
  if (found !== wanted.length) throw notFound('student')
  return wanted
}
