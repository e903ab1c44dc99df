import type { VisitMode } from '@/lib/contracts/class-conduct'
import type { Prisma } from '@/lib/db/generated/client'

const visited = (teacherId: string, modes: readonly VisitMode[]): Prisma.UserWhereInput => ({
  student: {
    class: { endedAt: null, teachers: { some: { userId: teacherId } } },
    visits: { some: { teacherId, mode: { in: [...modes] }, endedAt: null, until: { gt: new Date() } } },
  },
})

/**
 * Students at whom a teacher looks at this moment, and who see that: until the visit is over, their things are visible to
 * the teacher. Without a visit nothing of them is.
 */
export const visitedBy = (teacherId: string): Prisma.UserWhereInput => visited(teacherId, ['look', 'assist'])

/** Students whom a teacher assists at this moment, and who see that. */
export const assistedBy = (teacherId: string): Prisma.UserWhereInput => visited(teacherId, ['assist'])
