import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { RemoteHost, RunScriptOptions } from '@/lib/ports/remote-host'
import { addHostsEntry, setClock } from '@/lib/provision/scripts/fix-host'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import type { FixId } from '@/lib/shared/finding'
import { databaseVault } from '@/lib/vault/database-vault'
import { auditOutside } from '../audit'
import { assertMay } from '../policy'
import { assertOwnMachine } from './assert-own-machine'
import { checkMachine } from './check-machine'
import { databaseDirectory } from './database-directory'
import { machineRow } from './machine-rows'
import { changeableMachines } from './visible-machines'
import { inTurn } from './visit-limit'

const FIX_DEADLINE_MS = 60_000

type Fix = (host: RemoteHost, options: RunScriptOptions) => Promise<unknown>

const FIXES: Readonly<Record<FixId, Fix>> = {
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
    applyFix(actor, { machineId, name }, fix),
  )
  return checkMachine(actor, machineId)
}

async function applyFix(actor: Actor, machine: MachineRef, fix: FixId): Promise<void> {
  const hosts = sshHosts({ directory: databaseDirectory, vault: databaseVault(), clock: systemClock, runId: 'fix' })
  try {
    await inTurn(actor.userId, FIX_DEADLINE_MS, async (signal) => {
      const host = await hosts.connect(machine, signal)
      await FIXES[fix](host, { signal, onLine: () => undefined })
    })
  } finally {
    await hosts.close()
  }
}
