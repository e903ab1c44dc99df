import type { Actor } from '@/lib/core/actor'
import type { Clock } from '@/lib/core/clock'
import { toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { forgetAt } from './class-state'

const MOST_CLASSES = 20

/** What was chosen while they taught happens, also when they teach no more. */
const asTeacher = (userId: string): Actor => ({ userId, role: 'teacher' })

export interface DueClasses {
  readonly clock: Pick<Clock, 'now'>
  /** Asked before each class; the round ends when somebody else has the duty. */
  readonly stillMine: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Ends classes that end by themselves when their time is over, and forgets students where that was chosen, in the name of
 * whoever made the class. What does not work is tried again in the next round.
 * @returns how many were ended, and how many forgotten
 */
export async function lookAfterClasses({
  clock,
  stillMine,
  signal,
}: DueClasses): Promise<{ ended: number; forgotten: number }> {
  const now = clock.now()
  const over = await db().class.findMany({
    where: { endsItself: true, endedAt: null, endsAt: { lte: new Date(now) } },
    select: { id: true, ownerId: true },
    orderBy: { endsAt: 'asc' },
    take: MOST_CLASSES,
  })
  const done = { ended: 0, forgotten: 0 }
  for (const { id, ownerId } of over) {
    if (signal.aborted || !(await stillMine())) return done
    const { endClass } = await import('./end-class')
    if (await attempt('ended', id, () => endClass(asTeacher(ownerId), id, 'its time is over'))) done.ended += 1
  }
  const kept = await db().class.findMany({
    where: { endedAt: { not: null }, forgottenAt: null, afterDays: { not: null }, afterwards: { not: 'keep' } },
    select: { id: true, ownerId: true, endedAt: true, afterwards: true, afterDays: true },
  })
  for (const { id, ownerId, ...row } of kept) {
    if ((forgetAt(row)?.getTime() ?? Number.POSITIVE_INFINITY) > now) continue
    if (signal.aborted || !(await stillMine())) return done
    const { forgetStudents } = await import('./forget-students')
    const how = row.afterwards === 'delete' ? 'delete' : 'anonymise'
    if (await attempt('forgotten', id, () => forgetStudents(asTeacher(ownerId), id, how))) done.forgotten += 1
  }
  return done
}

async function attempt(what: string, classId: string, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    const { code, message } = toFailure(error)
    log.warn(`a class could not be ${what}`, { class: classId, code, reason: message })
    return false
  }
}
