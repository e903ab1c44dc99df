import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { changeableKeys } from './visible-keys'

/**
 * Deletes a key with its private half. Machines that have its public half in their authorized_keys keep that line.
 * @throws AppError `key-in-use` naming the machines, `not-found`
 */
export async function deleteKey(actor: Actor, keyId: string): Promise<void> {
  assertMay(actor, 'ssh-keys.manage')
  await db().$transaction(async (transaction) => {
    // Locked, so that no machine takes the key up between the look and the deletion.
    await transaction.$executeRaw`select 1 from ssh_key where id = ${keyId} for update`
    const key = await transaction.sshKey.findFirst({
      where: { id: keyId, AND: changeableKeys(actor) },
      include: { machines: { select: { name: true }, orderBy: { name: 'asc' } } },
    })
    if (key === null) throw notFound('key')
    if (key.machines.length > 0)
      throw inUse(
        key.name,
        key.machines.map((machine) => machine.name),
      )
    await transaction.sshKey.delete({ where: { id: keyId } })
    await transaction.secret.deleteMany({ where: { id: key.secretId } })
    const details = { name: key.name, fingerprint: key.fingerprint }
    await recordAudit(
      { actor, action: 'ssh-key.delete', subject: { type: 'ssh-key', id: keyId }, details },
      transaction,
    )
  })
}

const inUse = (name: string, machines: readonly string[]): AppError =>
  new AppError('key-in-use', {
    userMessage: `${machines.join(', ')} ${machines.length === 1 ? 'logs' : 'log'} in with ${name}. Give ${machines.length === 1 ? 'it' : 'them'} another key first, or remove ${machines.length === 1 ? 'it' : 'them'}.`,
    details: { machines },
  })
