import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { machineRow } from './machine-rows'
import { findMachine } from './queries'
import { inCluster } from './remove-machine'
import { changeableMachines } from './visible-machines'

/** Puts a machine aside, with its history. Not one that is in a cluster. @throws AppError `machine-in-cluster`, `not-found` */
export const retireMachine = (actor: Actor, machineId: string): Promise<ListedMachine> =>
  setRetired(actor, machineId, new Date())

/** Takes a retired machine back into use. @throws AppError `not-found` */
export const bringBackMachine = (actor: Actor, machineId: string): Promise<ListedMachine> =>
  setRetired(actor, machineId, null)

async function setRetired(actor: Actor, machineId: string, retiredAt: Date | null): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  if (retiredAt !== null && row.cluster !== null) throw inCluster(row.name, row.cluster)
  await db().$transaction(async (transaction) => {
    // A cluster may have taken it since the look.
    const { count } = await transaction.machine.updateMany({
      where: { id: machineId, ...(retiredAt === null ? {} : { clusterId: null }) },
      data: { retiredAt },
    })
    if (count === 0) throw inCluster(row.name, null)
    const action = retiredAt === null ? 'machine.bring-back' : 'machine.retire'
    await recordAudit({ actor, action, subject: { type: 'machine', id: machineId } }, transaction)
  })
  return findMachine(actor, machineId)
}
