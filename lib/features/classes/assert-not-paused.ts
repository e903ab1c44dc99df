import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'

/** Students who are paused, by themselves or with their class. Give it to Prisma as a condition on a user. */
export const PAUSED: Prisma.UserWhereInput = {
  student: { OR: [{ pausedAt: { not: null } }, { class: { pausedAt: { not: null } } }] },
}

/** For a student who wants to change something while their teacher has paused them. */
export async function assertNotPaused(studentId: string): Promise<void> {
  const row = await db().student.findUnique({
    where: { id: studentId },
    select: { pausedAt: true, class: { select: { pausedAt: true } } },
  })
  if (row === null || (row.pausedAt === null && row.class.pausedAt === null)) return
  throw new AppError('class-paused', {
    userMessage: 'Your teacher has paused the class. You can look, and go on in a moment.',
  })
}
