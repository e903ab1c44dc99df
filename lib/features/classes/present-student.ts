import { type ListedStudent, StudentOrigin } from '@/lib/contracts/class-roster'
import type { Prisma } from '@/lib/db/generated/client'

/** Everything of a student that teachers see of the class as a whole; what is in their clusters takes a visit. */
export const STUDENT = {
  id: true,
  number: true,
  name: true,
  origin: true,
  joinedAt: true,
  seenAt: true,
  handAt: true,
  handNote: true,
  claimedById: true,
  claimedAt: true,
  pausedAt: true,
  boards: { select: { id: true, name: true }, orderBy: { name: 'asc' } },
  milestones: { select: { milestone: true, reachedAt: true }, orderBy: { reachedAt: 'asc' } },
  user: {
    select: {
      clusters: {
        where: { deletedAt: null },
        select: {
          id: true,
          name: true,
          phase: true,
          lifetime: { select: { endsAt: true } },
          _count: { select: { machines: true } },
        },
        orderBy: { createdAt: 'asc' },
      },
    },
  },
} as const satisfies Prisma.StudentSelect

type StudentRow = Prisma.StudentGetPayload<{ select: typeof STUDENT }>

/** @param teachers names of who has claims, by user id */
export function presentStudent(row: StudentRow, teachers: ReadonlyMap<string, string>): ListedStudent {
  const time = (date: Date | null) => date?.getTime() ?? null
  const { claimedById } = row
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    // Written by writeStudent only.
    origin: StudentOrigin.parse(row.origin),
    joinedAt: time(row.joinedAt),
    seenAt: time(row.seenAt),
    handAt: time(row.handAt),
    handNote: row.handNote,
    claimedBy: claimedById === null ? null : { userId: claimedById, name: teachers.get(claimedById) ?? '' },
    claimedAt: time(row.claimedAt),
    paused: row.pausedAt !== null,
    clusters: row.user.clusters.map(({ id, name, phase, lifetime, _count }) => ({
      ...{ id, name, phase, machines: _count.machines },
      endsAt: time(lifetime?.endsAt ?? null),
    })),
    boards: row.boards,
    milestones: row.milestones.map(({ milestone, reachedAt }) => ({ id: milestone, reachedAt: reachedAt.getTime() })),
  }
}
