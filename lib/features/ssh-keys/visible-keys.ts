import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/** SSH keys that the actor may look at: a member their own, an admin all. Give it to Prisma as `AND`. */
export function visibleKeys(actor: Actor): Prisma.SshKeyWhereInput {
  const own = { ownerId: actor.userId }
  const byRole = { admin: {}, teacher: own, member: own, student: own } satisfies Record<Role, Prisma.SshKeyWhereInput>
  return byRole[actor.role]
}

/** SSH keys that the actor may change or delete. */
export function changeableKeys(actor: Actor): Prisma.SshKeyWhereInput {
  const own = { ownerId: actor.userId }
  const byRole = { admin: {}, teacher: own, member: own, student: own } satisfies Record<Role, Prisma.SshKeyWhereInput>
  return byRole[actor.role]
}
