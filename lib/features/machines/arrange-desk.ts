import type { DeskSpots } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { listMachines } from './queries'
import { changeableMachines } from './visible-machines'

/**
 * Puts machines on spots of their owner's desk. A machine that stands there already, and is not moved itself, changes
 * spots with the one that comes.
 * @throws AppError `not-found`, `bad-input` when two are to stand on one place
 */
export async function arrangeDesk(actor: Actor, { spots: wanted }: DeskSpots): Promise<readonly ListedMachine[]> {
  assertMay(actor, 'machines.manage')
  const ids = wanted.map((spot) => spot.machineId)
  const spots = wanted.map((spot) => `${spot.row}:${spot.column}`)
  if (new Set(ids).size < ids.length || new Set(spots).size < spots.length) {
    throw new AppError('bad-input', {
      userMessage: 'Two machines cannot lie on one spot of the desk.',
      details: { field: 'spots' },
    })
  }
  await db().$transaction(async (transaction) => {
    const where = { id: { in: ids }, AND: changeableMachines(actor) }
    const select = { id: true, ownerId: true, deskRow: true, deskColumn: true } as const
    const moved = await transaction.machine.findMany({ where, select })
    if (moved.length < ids.length) throw notFound('machine')
    for (const { machineId, row, column } of wanted) {
      const one = moved.find(({ id }) => id === machineId)
      if (one === undefined) throw notFound('machine')
      await transaction.machine.updateMany({
        where: { ownerId: one.ownerId, deskRow: row, deskColumn: column, id: { notIn: ids } },
        data: { deskRow: one.deskRow, deskColumn: one.deskColumn },
      })
      await transaction.machine.update({ where: { id: machineId }, data: { deskRow: row, deskColumn: column } })
    }
    const subject = { type: 'machine', id: ids[0] ?? '' }
    await recordAudit({ actor, action: 'machine.arrange', subject, details: { machines: ids.length } }, transaction)
  })
  return listMachines(actor)
}
