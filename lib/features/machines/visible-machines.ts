import type { Actor, Role } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/** Machines that the actor may look at: a member their own, an admin all. Give it to Prisma as `AND`. */
export function visibleMachines(actor: Actor): Prisma.MachineWhereInput {
  const byRole = { admin: {}, member: { ownerId: actor.userId } } satisfies Record<Role, Prisma.MachineWhereInput>
  return byRole[actor.role]
}

/** Machines that the actor may change, visit or remove. */
export function changeableMachines(actor: Actor): Prisma.MachineWhereInput {
  const byRole = { admin: {}, member: { ownerId: actor.userId } } satisfies Record<Role, Prisma.MachineWhereInput>
  return byRole[actor.role]
}
