import { VisitMode } from '@/lib/contracts/class-conduct'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { may } from '@/lib/shared/policy'

export interface OwnVisit {
  readonly classId: string
  readonly studentId: string
  /** Of the student. */
  readonly name: string
  readonly mode: VisitMode
}

/** The visit by which the actor is at a student's cluster at this moment; undefined where they need none, or have none. */
export async function ownVisit(actor: Actor, clusterId: string, now = Date.now()): Promise<OwnVisit | undefined> {
  if (!may(actor, 'classes.manage')) return undefined
  const row = await db().teacherVisit.findFirst({
    where: {
      ...{ teacherId: actor.userId, endedAt: null, until: { gt: new Date(now) } },
      student: { user: { clusters: { some: { id: clusterId } } } },
    },
    select: { mode: true, student: { select: { id: true, classId: true, user: { select: { name: true } } } } },
    orderBy: { beganAt: 'desc' },
  })
  if (row === null) return undefined
  const { id: studentId, classId, user } = row.student
  return { classId, studentId, name: user.name, mode: VisitMode.parse(row.mode) }
}
