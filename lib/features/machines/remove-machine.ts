import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { machineRow } from './machine-rows'
import { changeableMachines } from './visible-machines'

/**
 * Takes a machine off the list; the machine itself is not touched. Refused while it is in a cluster, which could then
 * never be removed from it.
 * @throws AppError `machine-in-cluster`, `not-found`
 */
export async function removeMachine(actor: Actor, machineId: string): Promise<void> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  if (row.cluster !== null) throw inCluster(row.name, row.cluster)
  await db().$transaction(async (transaction) => {
    // Only while it is still free: a cluster may have taken it since the look.
    const { count } = await transaction.machine.deleteMany({ where: { id: machineId, clusterId: null } })
    if (count === 0) throw inCluster(row.name, null)
    if (row.sudoSecretId !== null) await transaction.secret.deleteMany({ where: { id: row.sudoSecretId } })
    const { name, address } = row
    const subject = { type: 'machine', id: machineId }
    await recordAudit({ actor, action: 'machine.remove', subject, details: { name, address } }, transaction)
  })
}

export const inCluster = (machine: string, cluster: { readonly id: string; readonly name: string } | null): AppError =>
  new AppError('machine-in-cluster', {
    userMessage: `${machine} is in ${cluster === null ? 'a cluster' : `the cluster ${cluster.name}`}. Delete that cluster first: it cleans the machine up.`,
    details: { clusterId: cluster?.id ?? null },
  })
