import type { Prisma } from '@/lib/db/generated/client'
import type { Transaction } from '../runs/subject-kind'

/** Students who have a seat for themselves: of the roster, or come by code. Not spare seats, nor rehearsals. */
export const SEATED: Prisma.StudentWhereInput = {
  OR: [{ origin: { in: ['roster', 'code'] } }, { origin: 'spare', joinedAt: { not: null } }],
}

/** Seats that nobody has and no roster keeps. */
export async function freeSeats(
  reader: Pick<Transaction, 'student'>,
  { id, seats }: { readonly id: string; readonly seats: number },
): Promise<number> {
  return Math.max(0, seats - (await reader.student.count({ where: { classId: id, ...SEATED } })))
}
