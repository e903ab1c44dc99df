import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import type { RemoteHost, RunScriptOptions } from '@/lib/ports/remote-host'
import { addHostsEntry, setClock } from '@/lib/provision/scripts/fix-host'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import type { FixId } from '@/lib/shared/finding'
import { databaseVault } from '@/lib/vault/database-vault'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { checkMachine } from './check-machine'
import { databaseDirectory } from './database-directory'
import { machineRow } from './machine-rows'
import { inTurn } from './visit-limit'

type Fix = (host: RemoteHost, options: RunScriptOptions) => Promise<unknown>

const FIXES: Readonly<Record<FixId, Fix>> = {
  'set-clock': (host, options) => host.run(setClock, { EPOCH: (Date.now() / 1000).toFixed(3) }, options),
  'add-hosts-entry': (host, options) => host.run(addHostsEntry, {}, options),
}

/**
 * Puts one thing right on a machine, because a person asked for it, and checks the machine again.
 * @throws AppError `not-found`, `too-many-requests`, or what was wrong with reaching it
 */
export async function fixMachine(actor: Actor, machineId: string, fix: FixId): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const { name } = await machineRow(actor, machineId)
  const signal = AbortSignal.timeout(60_000)
  const hosts = sshHosts({ directory: databaseDirectory, vault: databaseVault(), clock: systemClock, runId: 'fix' })
  try {
    await inTurn(actor.userId, signal, async () => {
      const host = await hosts.connect({ machineId, name }, signal)
      await FIXES[fix](host, { signal, onLine: () => undefined })
    })
  } finally {
    await hosts.close()
  }
  await recordAudit({ actor, action: 'machine.fix', subject: { type: 'machine', id: machineId }, details: { fix } })
  return checkMachine(actor, machineId)
}
