import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/** Clusters that the actor may look at: a member their own, an admin all. Give it to Prisma as `AND`. */
export function visibleClusters(actor: Actor): Prisma.ClusterWhereInput {
  const byRole = { admin: {}, member: { ownerId: actor.userId } } satisfies Record<Role, Prisma.ClusterWhereInput>
  return byRole[actor.role]
}

/** Clusters that the actor may change or delete. */
export function changeableClusters(actor: Actor): Prisma.ClusterWhereInput {
  const byRole = { admin: {}, member: { ownerId: actor.userId } } satisfies Record<Role, Prisma.ClusterWhereInput>
  return byRole[actor.role]
}
