import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { fingerprint, parseHostKey } from '@/lib/remote/host-key'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { assertOwnMachine } from './assert-own-machine'
import { machineRow } from './machine-rows'
import { findMachine } from './queries'
import { changeableMachines } from './visible-machines'

/**
 * Accepts the host key that a machine showed: the first one, or another than before. The person names the fingerprint
 * that they compared, so that a key which changed in between is not accepted unseen.
 * @throws AppError `host-key-not-offered`, `machine-not-yours`, `not-found`
 */
export async function trustHostKey(actor: Actor, machineId: string, seen: string): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  assertOwnMachine(actor, row)
  const offered = row.offeredKey === null ? undefined : parseHostKey(row.offeredKey)
  const isPinned = row.hostKey !== null && fingerprintOf(row.hostKey) === seen
  if (offered === undefined || fingerprint(offered) !== seen) {
    if (isPinned) return findMachine(actor, machineId)
    throw new AppError('host-key-not-offered', {
      userMessage: `${row.name} does not show this host key, or no longer. Check the machine again and compare the fingerprint that it shows now.`,
      details: { offered: offered ? fingerprint(offered) : null },
    })
  }
  await db().$transaction(async (transaction) => {
    // What was seen before was seen on a machine with another key.
    const data = { hostKey: row.offeredKey, offeredKey: null }
    const { count } = await transaction.machine.updateMany({
      where: { id: machineId, offeredKey: row.offeredKey },
      data,
    })
    if (count === 0) return
    const before = row.hostKey === null ? null : (fingerprintOf(row.hostKey) ?? null)
    const subject = { type: 'machine', id: machineId }
    await recordAudit({ actor, action: 'machine.trust', subject, details: { accepted: seen, before } }, transaction)
  })
  return findMachine(actor, machineId)
}

function fingerprintOf(hostKey: string): string | undefined {
  const key = parseHostKey(hostKey)
  return key && fingerprint(key)
}
