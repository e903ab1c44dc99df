import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/**
 * Accounts at clouds that the actor may look at: their own. An admin of the panel does not spend others' money. Give it to
 * Prisma as `AND`.
 */
export function visibleCloudAccounts(actor: Actor): Prisma.CloudAccountWhereInput {
  const own = { ownerId: actor.userId }
  const byRole = { admin: own, teacher: own, member: own, student: own } satisfies Record<
    Role,
    Prisma.CloudAccountWhereInput
  >
  return byRole[actor.role]
}

/** Accounts that the actor may check, change, delete or use. */
export const changeableCloudAccounts = visibleCloudAccounts
