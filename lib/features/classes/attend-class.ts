import type { AttendedClass } from '@/lib/contracts/attending'
import { VisitMode } from '@/lib/contracts/class-conduct'
import { Afterwards, ClassOffer } from '@/lib/contracts/class-fields'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { isPractice } from '@/lib/providers/find-definition'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { findSeat, seatRefusal } from './class-offer'
import { forgetAt } from './class-state'

const MOST_MESSAGES = 20
/** More often than this, being there is no news. */
const SEEN_MS = 10_000
/** So long without a word, and others see that they are gone. */
export const AWAY_AFTER_MS = 60_000

/** A student's own class. Asking for it says that they are there. @throws AppError `not-found` */
export async function attendedClass(actor: Actor, now = Date.now()): Promise<AttendedClass> {
  assertMay(actor, 'class.attend')
  const studentId = actor.userId
  const row = await db().student.findUnique({
    where: { id: studentId },
    include: {
      class: { include: { teachers: { select: { user: { select: { name: true } } }, orderBy: { addedAt: 'asc' } } } },
      milestones: { orderBy: { reachedAt: 'asc' } },
      visits: {
        where: { endedAt: null, until: { gt: new Date(now) } },
        include: { teacher: { select: { name: true } } },
        orderBy: { beganAt: 'asc' },
      },
      user: {
        select: {
          clusters: {
            where: { deletedAt: null },
            select: { id: true, name: true, phase: true, lifetime: { select: { endsAt: true } } },
            orderBy: { createdAt: 'asc' },
          },
        },
      },
    },
  })
  if (row === null) throw notFound('class')
  await markSeen(row, now)
  const { class: klass } = row
  const messages = await db().classMessage.findMany({
    where: { classId: klass.id, OR: [{ studentId: null }, { studentId }] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: MOST_MESSAGES,
  })
  const { provider } = ClassOffer.parse(klass.offer)
  return {
    ...{ classId: klass.id, className: klass.name, timeZone: klass.timeZone },
    ...{ startsAt: klass.startsAt.getTime(), endsAt: klass.endsAt.getTime() },
    teachers: klass.teachers.map(({ user }) => user.name),
    ...{ studentId, name: row.name },
    offer: {
      ...{ provider, practice: isPractice(provider) },
      ...{ mostClusters: klass.mostClusters, mostMachines: klass.mostMachines },
    },
    clusters: row.user.clusters.map(({ id, name, phase, lifetime }) => ({
      ...{ id, name, phase },
      endsAt: lifetime?.endsAt.getTime() ?? null,
    })),
    noCluster: seatRefusal(await findSeat(db(), studentId), now) ?? null,
    milestones: row.milestones.map(({ milestone, reachedAt }) => ({ id: milestone, reachedAt: reachedAt.getTime() })),
    hand: row.handAt === null ? null : await presentHand({ ...row, handAt: row.handAt }),
    visits: row.visits.map(({ teacher, mode, beganAt }) => ({
      ...{ teacher: teacher.name, mode: VisitMode.parse(mode), beganAt: beganAt.getTime() },
    })),
    messages: messages.map(({ id, authorName, text, at }) => ({ id, from: authorName, text, at: at.getTime() })),
    paused: klass.pausedAt !== null || row.pausedAt !== null,
    afterwards: {
      how: Afterwards.parse(klass.afterwards),
      // As if it ended when it is planned to.
      at: forgetAt({ ...klass, endedAt: klass.endedAt ?? klass.endsAt })?.getTime() ?? null,
    },
    now,
  }
}

interface RaisedHand {
  readonly classId: string
  readonly handAt: Date
  readonly handNote: string
  readonly claimedById: string | null
}

async function presentHand({ classId, handAt, handNote, claimedById }: RaisedHand) {
  const before = await db().student.count({ where: { classId, handAt: { lt: handAt }, claimedById: null } })
  const teacher =
    claimedById === null ? null : await db().user.findUnique({ where: { id: claimedById }, select: { name: true } })
  return { at: handAt.getTime(), note: handNote, place: before + 1, teacher: teacher?.name ?? null }
}

async function markSeen({ id, classId, seenAt }: { id: string; classId: string; seenAt: Date | null }, now: number) {
  const lastMs = seenAt?.getTime() ?? 0
  if (now - lastMs < SEEN_MS) return
  await db().$transaction(async (transaction) => {
    await transaction.student.updateMany({ where: { id }, data: { seenAt: new Date(now) } })
    if (now - lastMs >= AWAY_AFTER_MS) await announceClass(transaction, classId)
  })
}

/** Raises one's hand, or takes it down; a note may be changed without losing one's place. @throws AppError `not-found` */
export async function raiseHand(actor: Actor, up: boolean, note: string): Promise<void> {
  assertMay(actor, 'class.attend')
  const id = actor.userId
  await db().$transaction(async (transaction) => {
    const where = { id, class: { endedAt: null } }
    const row = await transaction.student.findFirst({ where, select: { classId: true, handAt: true } })
    if (row === null) throw notFound('class')
    const data = up
      ? { handAt: row.handAt ?? new Date(), handNote: note }
      : { handAt: null, handNote: '', claimedById: null, claimedAt: null }
    await transaction.student.update({ where: { id }, data, select: { id: true } })
    const details = { up }
    await recordAudit(
      { actor, action: 'student.hand', subject: { type: 'class', id: row.classId }, details },
      transaction,
    )
    await announceClass(transaction, row.classId)
  })
}
