import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { MachineTarget } from '@/lib/ports/remote-host'
import { anyMachineRow, type MachineRow } from './machine-rows'

/**
 * How to reach machines, for plans: ids of secrets, never secrets. In the order of `ids`.
 * @throws AppError `not-found`, `machine-not-ready` for one without a key or with no accepted host key
 */
export async function machineTargets(actor: Actor, ids: readonly string[]): Promise<readonly MachineTarget[]> {
  return Promise.all(ids.map(async (id) => machineTarget(await anyMachineRow(actor, id))))
}

/** As `machineTargets`, for a row that the actor may see. */
export async function machineTarget(row: MachineRow): Promise<MachineTarget> {
  if (row.provider === 'practice') return practiceTarget(row)
  const { id: machineId, name, address, port, loginUser: user, sudoSecretId, hostKey } = row
  const key = row.sshKeyId === null ? null : await db().sshKey.findUnique({ where: { id: row.sshKeyId } })
  if (key === null) throw notReady(name, 'It has no key to log in with. Choose one for it.')
  if (hostKey === null)
    throw notReady(name, 'Its host key is not accepted yet. Check the machine and compare the fingerprint.')
  return { machineId, name, address, port, user, keySecretId: key.secretId, sudoSecretId, hostKey }
}

/** Simulated machines are reached by their id; there is no key, and nothing to log in to. */
function practiceTarget({ id: machineId, name, address, port, loginUser: user }: MachineRow): MachineTarget {
  return { machineId, name, address, port, user, keySecretId: '', sudoSecretId: null, hostKey: '' }
}

const notReady = (name: string, why: string): AppError =>
  new AppError('machine-not-ready', { userMessage: `${name} cannot be used yet. ${why}`, details: { machine: name } })

/**
 * The target of a plan with what is set for its machine now: user, key, sudo password, accepted host key. Name and
 * address stay, and so does everything of a machine that was removed or lacks something.
 */
export async function freshTarget(target: MachineTarget): Promise<MachineTarget> {
  const row = await db().machine.findUnique({ where: { id: target.machineId }, include: { sshKey: true } })
  if (row === null || row.sshKey === null || row.hostKey === null) return target
  const { loginUser: user, sudoSecretId, hostKey } = row
  return { ...target, user, sudoSecretId, hostKey, keySecretId: row.sshKey.secretId }
}

/** Remembers the key that a machine showed in place of the accepted one, until a person decides. */
export async function saveOfferedKey(machineId: string, offeredKey: string): Promise<void> {
  await db().machine.updateMany({ where: { id: machineId }, data: { offeredKey } })
}
