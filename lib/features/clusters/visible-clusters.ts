import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'
import { assistedBy, visitedBy } from '@/lib/features/classes/visited-students'

/**
 * Clusters that the actor may look at: their own, a teacher those of students whom they visit, an admin all. Give it to
 * Prisma as `AND`.
 */
export function visibleClusters(actor: Actor): Prisma.ClusterWhereInput {
  const own = { ownerId: actor.userId }
  const teacher = { OR: [own, { owner: visitedBy(actor.userId) }] }
  const byRole = { admin: {}, teacher, member: own, student: own } satisfies Record<Role, Prisma.ClusterWhereInput>
  return byRole[actor.role]
}

/** Clusters that the actor may change or delete: to a student's a teacher has to say first that they assist. */
export function changeableClusters(actor: Actor): Prisma.ClusterWhereInput {
  const own = { ownerId: actor.userId }
  const teacher = { OR: [own, { owner: assistedBy(actor.userId) }] }
  const byRole = { admin: {}, teacher, member: own, student: own } satisfies Record<Role, Prisma.ClusterWhereInput>
  return byRole[actor.role]
}
