import { type Actor, roleOf } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { ChosenMachine } from '@/lib/ports/planned-machine'

/**
 * In whose name machines of a desk are used: one's own; of a student, the name of the teacher who lent them, whose key
 * logs in there.
 * @throws AppError `not-found` for a machine that is not lent to this student
 */
export async function deskOwner(actor: Actor, chosen: readonly ChosenMachine[]): Promise<Actor> {
  if (actor.role !== 'student') return actor
  const ids = [...new Set(chosen.map(({ machineId }) => machineId))]
  const rows = await db().machine.findMany({
    where: { id: { in: ids }, studentId: actor.userId },
    select: { owner: { select: { id: true, role: true } } },
  })
  const owners = new Map(rows.map(({ owner }) => [owner.id, owner.role]))
  const [owner] = owners
  // Boards of two teachers have two keys: they do not go into one cluster.
  if (owner === undefined || rows.length !== ids.length || owners.size !== 1) throw notFound('machine')
  return { userId: owner[0], role: roleOf(owner[1]) }
}
