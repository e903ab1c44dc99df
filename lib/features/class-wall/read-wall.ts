import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { claimerNames } from '@/lib/features/classes/claimer-names'
import { seatsRefusedAt } from '@/lib/features/classes/seat-refusals'
import { taughtClasses } from '@/lib/features/classes/visible-classes'
import { isPractice } from '@/lib/providers/find-definition'
import { NOTHING_OBSERVED, type Observation, type Wall, type WallTile } from '@/lib/shared/classroom/wall'

const STUDENT = {
  select: {
    ...{ id: true, number: true, name: true, origin: true, joinedAt: true, pausedAt: true },
    ...{ handAt: true, handNote: true, claimedById: true, claimedAt: true },
    observation: { select: { body: true } },
    milestones: { select: { milestone: true, reachedAt: true }, orderBy: { reachedAt: 'asc' } },
  },
  orderBy: { number: 'asc' },
} as const

/** The class as its wall shows it. Throws `not-found`. */
export async function readWall(actor: Actor, classId: string): Promise<Wall> {
  const wall = (await countTaughtClasses(actor, [classId])) === 0 ? undefined : await wallOf(classId)
  if (wall === undefined) throw notFound('class')
  return wall
}

/** Of so many classes the actor teaches these. */
export const countTaughtClasses = (actor: Actor, ids: readonly string[]): Promise<number> =>
  db().class.count({ where: { id: { in: [...ids] }, AND: taughtClasses(actor) } })

/** As `readWall`, for who may; undefined where the class is gone. */
export async function wallOf(classId: string): Promise<Wall | undefined> {
  const row = await db().class.findUnique({
    where: { id: classId },
    select: {
      ...{ id: true, name: true, timeZone: true, startsAt: true, endsAt: true, seats: true, pausedAt: true },
      ...{ phase: true, offer: true },
      students: STUDENT,
    },
  })
  if (row === null) return undefined
  const names = await claimerNames(row.students)
  const provider = (row.offer as { readonly provider?: string } | null)?.provider ?? ''
  return {
    class: {
      ...{ id: row.id, name: row.name, timeZone: row.timeZone, seats: row.seats, phase: row.phase },
      startsAt: row.startsAt.getTime(),
      endsAt: row.endsAt.getTime(),
      paused: row.pausedAt !== null,
      practice: isPractice(provider),
      seatsRefusedAt: await seatsRefusedAt(classId),
    },
    tiles: row.students.flatMap((student) => {
      const tile = tileOf(student, names)
      // A spare seat is nobody; but what went wrong while its cluster was made is to be seen.
      const isSpare = student.origin === 'spare' && student.joinedAt === null
      return isSpare && tile.marks.length === 0 ? [] : [tile]
    }),
  }
}

interface StudentRow {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly joinedAt: Date | null
  readonly pausedAt: Date | null
  readonly handAt: Date | null
  readonly handNote: string
  readonly claimedById: string | null
  readonly claimedAt: Date | null
  readonly observation: { readonly body: string } | null
  readonly milestones: readonly { readonly milestone: string; readonly reachedAt: Date }[]
}

function tileOf(student: StudentRow, names: ReadonlyMap<string, string>): WallTile {
  const { id, number, name, joinedAt, handAt, claimedById, claimedAt, observation } = student
  return {
    // Only ClassWatch writes it.
    ...(observation === null ? NOTHING_OBSERVED : (JSON.parse(observation.body) as Observation)),
    ...{ id, number, name },
    joinedAt: joinedAt?.getTime() ?? null,
    reached: student.milestones.map(({ milestone, reachedAt }) => ({ id: milestone, at: reachedAt.getTime() })),
    hand: handAt === null ? null : { at: handAt.getTime(), note: student.handNote },
    claim:
      claimedById === null || claimedAt === null
        ? null
        : { teacherId: claimedById, name: names.get(claimedById) ?? '', at: claimedAt.getTime() },
    paused: student.pausedAt !== null,
  }
}
