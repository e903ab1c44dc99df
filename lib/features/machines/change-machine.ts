import type { ListedMachine, MachineChange } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { assertOwnMachine } from './assert-own-machine'
import { isTaken, machineRow } from './machine-rows'
import { ownKeyId } from './own-key'
import { findMachine } from './queries'
import { sealSudoPassword } from './sudo-secret'
import { changeableMachines } from './visible-machines'

/**
 * Changes how a machine is called or reached. Its name and address stay while it is in a cluster: the other nodes know
 * it by them. The accepted host key stays: if another machine answers at a new address, that is seen and asked about.
 * @throws AppError `machine-in-cluster`, `machine-exists`, `machine-not-yours`, `bad-input`, `not-found`
 */
export async function changeMachine(actor: Actor, machineId: string, change: MachineChange): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  const { sudoPassword, sshKeyId, cost, ...plain } = change
  // Whoever chose the address, the port or the user would choose where the owner's password is typed.
  const reached = (['address', 'port', 'loginUser', 'sshKeyId'] as const).some(
    (key) => change[key] !== undefined && change[key] !== row[key],
  )
  if (reached || sudoPassword !== undefined) assertOwnMachine(actor, row)
  const moves = (['name', 'address', 'port'] as const).some(
    (key) => plain[key] !== undefined && plain[key] !== row[key],
  )
  if (moves && row.cluster !== null) {
    throw new AppError('machine-in-cluster', {
      userMessage: `${row.name} is in the cluster ${row.cluster.name}, which knows it by its name and address. They can be changed when that cluster is deleted.`,
      details: { clusterId: row.cluster.id },
    })
  }
  const key = sshKeyId === undefined ? undefined : await ownKeyId({ userId: row.ownerId }, sshKeyId)
  const sudoSecretId = sudoPassword === undefined ? row.sudoSecretId : await sealSudoPassword(row.ownerId, sudoPassword)
  try {
    await db().$transaction(async (transaction) => {
      const price = cost === undefined ? {} : { costCents: cost?.cents ?? null, costCurrency: cost?.currency ?? null }
      const data = { ...defined(plain), ...price, ...(key === undefined ? {} : { sshKeyId: key }), sudoSecretId }
      await transaction.machine.update({ where: { id: machineId }, data })
      if (row.sudoSecretId !== null && row.sudoSecretId !== sudoSecretId) {
        await transaction.secret.deleteMany({ where: { id: row.sudoSecretId } })
      }
      const details = { changed: Object.keys(defined(change)) }
      await recordAudit(
        { actor, action: 'machine.change', subject: { type: 'machine', id: machineId }, details },
        transaction,
      )
    })
  } catch (error) {
    if (sudoSecretId !== null && sudoSecretId !== row.sudoSecretId) {
      await db().secret.deleteMany({ where: { id: sudoSecretId } })
    }
    if (!isTaken(error)) throw error
    throw new AppError('machine-exists', {
      userMessage: 'You have a machine with this name or this address already.',
      details: { field: plain.name === undefined ? 'address' : 'name' },
    })
  }
  return findMachine(actor, machineId)
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the fields that were left out. */
function defined<T extends object>(value: T): Defined<T> {
  // The filter takes out exactly what the type takes out.
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>
}
