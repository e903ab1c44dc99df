import { createHash } from 'node:crypto'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { busTopics } from '@/lib/events/bus-topics'
import { defineTopic } from '../live-topic'

/**
 * Ticks when something of a student's own seat is new, so that their page asks for it again. Pages are empty; the cursor
 * is a digest of what the page shows.
 */
export const classSeatTopic = defineTopic({
  address: 'class:<classId>:seat',
  action: 'class.attend',
  about: { countVisible: countOwnClasses, id: ({ classId }) => classId },
  source: ({ userId }, { classId }) => ({
    key: `class-seat:${userId}`,
    wakeOn: busTopics.classes,
    numbered: false,
    concerns: (pointer) => pointer === classId || pointer === `${classId}/${userId}`,
    async read(after) {
      const to = await digestOf(userId, classId)
      return to === after ? undefined : { to, body: 'null' }
    },
  }),
})

function countOwnClasses({ userId }: Actor, ids: readonly string[]): Promise<number> {
  return db().student.count({ where: { id: userId, classId: { in: [...ids] } } })
}

async function digestOf(studentId: string, classId: string): Promise<number> {
  const own = await db().student.findUnique({
    where: { id: studentId },
    select: {
      ...{ handAt: true, handNote: true, claimedById: true, pausedAt: true, name: true },
      milestones: { select: { milestone: true }, orderBy: { milestone: 'asc' } },
      visits: { where: { endedAt: null }, select: { id: true, mode: true, until: true }, orderBy: { id: 'asc' } },
      class: { select: { startsAt: true, endsAt: true, pausedAt: true, phase: true, warmedAt: true } },
      user: { select: { clusters: { select: { id: true, phase: true }, orderBy: { id: 'asc' } } } },
    },
  })
  const before =
    own?.handAt == null
      ? 0
      : await db().student.count({ where: { classId, handAt: { lt: own.handAt }, claimedById: null } })
  const said = await db().classMessage.findFirst({
    where: { classId, OR: [{ studentId: null }, { studentId }] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { id: true },
  })
  return createHash('sha256')
    .update(JSON.stringify([own, before, said]))
    .digest()
    .readUIntBE(0, 6)
}
