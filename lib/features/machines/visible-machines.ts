import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/** Machines that the actor may look at: their own, a student those that are lent to them, an admin all. Give it to Prisma as `AND`. */
export function visibleMachines(actor: Actor): Prisma.MachineWhereInput {
  const own = { ownerId: actor.userId }
  // Those that are made for a cluster are their cluster's owner's.
  const student = { OR: [own, { studentId: actor.userId }] }
  const byRole = { admin: {}, teacher: own, member: own, student } satisfies Record<Role, Prisma.MachineWhereInput>
  return byRole[actor.role]
}

/** Machines that the actor may change, visit or remove. */
export const changeableMachines = visibleMachines
