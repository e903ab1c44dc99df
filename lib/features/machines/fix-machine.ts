import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { RemoteHost, RunScriptOptions } from '@/lib/ports/remote-host'
import { addHostsEntry, setClock } from '@/lib/provision/scripts/fix-host'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import type { FixId } from '@/lib/shared/finding'
import { isLoginUser } from '@/lib/shared/machine-list'
import { databaseVault } from '@/lib/vault/database-vault'
import { auditOutside } from '../audit'
import { assertMay } from '../policy'
import { assertOwnMachine } from './assert-own-machine'
import { checkMachine } from './check-machine'
import { databaseDirectory } from './database-directory'
import { type MachineRow, machineRow } from './machine-rows'
import { lastVisit } from './present'
import { changeableMachines } from './visible-machines'
import { inTurn } from './visit-limit'

const FIX_DEADLINE_MS = 60_000

type HostFix = (host: RemoteHost, options: RunScriptOptions) => Promise<unknown>

/** What is put right on the machine itself. */
const HOST_FIXES: Readonly<Record<Exclude<FixId, 'use-named-user'>, HostFix>> = {
  'set-clock': (host, options) => host.run(setClock, { EPOCH: (Date.now() / 1000).toFixed(3) }, options),
  'add-hosts-entry': (host, options) => host.run(addHostsEntry, {}, options),
}

/**
 * Puts one thing right on a machine, because a person asked for it, and checks the machine again.
 * @throws AppError `not-found`, `machine-not-yours`, `too-many-requests`, or what was wrong with reaching it
 */
export async function fixMachine(actor: Actor, machineId: string, fix: FixId): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  assertOwnMachine(actor, row)
  const { name } = row
  const subject = { type: 'machine', id: machineId }
  await auditOutside({ actor, action: 'machine.fix', subject, details: { fix } }, () =>
    fix === 'use-named-user' ? useNamedUser(row) : applyFix(actor, { machineId, name }, HOST_FIXES[fix]),
  )
  return checkMachine(actor, machineId)
}

/** The machine said at the latest visit which user to log in as. */
async function useNamedUser(row: MachineRow): Promise<void> {
  const named = lastVisit(row)?.connectFailure?.details['loginAs']
  if (typeof named !== 'string' || !isLoginUser(named)) throw notFound('user that the machine named')
  await db().machine.update({ where: { id: row.id }, data: { loginUser: named } })
}

async function applyFix(actor: Actor, machine: MachineRef, fix: HostFix): Promise<void> {
  const hosts = sshHosts({ directory: databaseDirectory, vault: databaseVault(), clock: systemClock, runId: 'fix' })
  try {
    await inTurn(actor.userId, FIX_DEADLINE_MS, async (signal) => {
      const host = await hosts.connect(machine, signal)
      await fix(host, { signal, onLine: () => undefined })
    })
  } finally {
    await hosts.close()
  }
}
