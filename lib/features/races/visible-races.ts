import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/** Races that the actor may look at: a member their own, an admin all. Give it to Prisma as `AND`. */
export function visibleRaces(actor: Actor): Prisma.RaceWhereInput {
  const own = { ownerId: actor.userId }
  const byRole = { admin: {}, teacher: own, member: own, student: own } satisfies Record<Role, Prisma.RaceWhereInput>
  return byRole[actor.role]
}

/** Races about which the actor may say something. */
export function changeableRaces(actor: Actor): Prisma.RaceWhereInput {
  const own = { ownerId: actor.userId }
  const byRole = { admin: {}, teacher: own, member: own, student: own } satisfies Record<Role, Prisma.RaceWhereInput>
  return byRole[actor.role]
}
