import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { AppError, toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { hostFailure } from '@/lib/ports/host-failures'
import { findProvider } from '@/lib/providers/find-provider'
import { inspectMachine } from '@/lib/provision/preflight/inspect-machine'
import type { Inspection } from '@/lib/provision/preflight/inspection'
import { machineFacts } from '@/lib/provision/preflight/machine-facts'
import { scanHostKey } from '@/lib/remote/scan-host-key'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import { databaseVault } from '@/lib/vault/database-vault'
import { assertMay } from '../policy'
import { assertOwnMachine } from './assert-own-machine'
import { databaseDirectory } from './database-directory'
import { type MachineRow, machineRow } from './machine-rows'
import { findMachine } from './queries'
import { changeableMachines } from './visible-machines'
import { inTurn } from './visit-limit'

/** A person waits for the answer: shorter than in a run. */
const TIMEOUTS = { tcpMs: 5_000, loginMs: 20_000, aliveEveryMs: 4_000 }
const VISIT_DEADLINE_MS = 75_000
/** What check-host.sh prints is a few kilobytes. */
const VISIT_OUTPUT_BYTES = 2 * 1_048_576

/**
 * Visits a machine and stores what was seen; changes nothing on it. A machine whose host key is not accepted yet is only
 * asked for that key. What is wrong with the machine is in the answer, not thrown.
 * @throws AppError `not-found`, `machine-not-yours`, `too-many-requests`
 */
export async function checkMachine(actor: Actor, machineId: string): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  assertOwnMachine(actor, row)
  await visitMachine(actor, row)
  return findMachine(actor, machineId)
}

/** One visit, stored with the machine. The caller has checked that the actor may see the row. */
export async function visitMachine(actor: Actor, row: MachineRow): Promise<void> {
  // A board that has not started yet: there is nothing to visit, and nothing is wrong with it.
  if (row.address === null) throw withoutAddress(row.name)
  const inspection = await inTurn(actor.userId, VISIT_DEADLINE_MS, (signal) =>
    row.hostKey === null ? firstVisit(row, signal) : visit(row, signal),
  )
  const data = {
    // Both are JSON; Prisma's type for JSON to write is mutable.
    preflight: inspection as unknown as Prisma.InputJsonObject,
    ...(inspection.facts === null ? {} : { facts: machineFacts(inspection.facts) as Prisma.InputJsonObject }),
    preflightAt: new Date(inspection.at),
  }
  await db().machine.updateMany({ where: { id: row.id }, data })
}

async function visit(row: MachineRow, signal: AbortSignal): Promise<Inspection> {
  let offeredKey: string | null = null
  const simulated = findProvider(row.provider).visitHosts?.(databaseDirectory)
  const hosts =
    simulated ??
    sshHosts({
      directory: databaseDirectory,
      vault: databaseVault(),
      clock: systemClock,
      runId: 'visit',
      timeouts: TIMEOUTS,
      outputBytes: VISIT_OUTPUT_BYTES,
      onKeyChanged: (_, offered) => {
        offeredKey = offered
      },
    })
  try {
    const options = { signal, onLine: () => undefined }
    const inspection = await inspectMachine(hosts, { machineId: row.id, name: row.name }, systemClock, options)
    // Also forgets a key offered earlier: the machine shows the accepted one again.
    if (offeredKey !== null || inspection.connectFailure === null) {
      await db().machine.updateMany({ where: { id: row.id, hostKey: row.hostKey }, data: { offeredKey } })
    }
    return inspection
  } catch (error) {
    return unreached(row, error, signal)
  } finally {
    await hosts.close()
  }
}

/** Trust on first use: the key is fetched and shown; nothing is sent to the machine before a person accepts it. */
async function firstVisit(row: MachineRow, signal: AbortSignal): Promise<Inspection> {
  const { name, port } = row
  const address = row.address ?? ''
  try {
    const { hostKey, fingerprint } = await scanHostKey({ name, address, port }, signal, TIMEOUTS)
    await db().machine.updateMany({ where: { id: row.id, hostKey: null }, data: { offeredKey: hostKey } })
    const unknown = hostFailure('host-key-not-accepted', {
      userMessage: `${name} shows the host key ${fingerprint}. Compare it with the one on the machine (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) and accept it.`,
      details: { machine: name, offered: fingerprint },
    })
    return unreached(row, unknown, signal)
  } catch (error) {
    return unreached(row, error, signal)
  }
}

const withoutAddress = (name: string): AppError =>
  new AppError('machine-without-address', {
    userMessage: `${name} has no address yet: it has not started. Write its card and power it on, or type its address if you know it.`,
    details: { machine: name },
  })

function unreached(row: MachineRow, error: unknown, signal: AbortSignal): Inspection {
  const tooLate = hostFailure('host-timed-out', {
    userMessage: `${row.name} did not answer all questions within ${VISIT_DEADLINE_MS / 1000} s. It is very busy, or its network is bad.`,
  })
  const known = signal.aborted ? tooLate : error
  if (!(known instanceof AppError)) throw known
  return {
    at: Date.now(),
    connectFailure: toFailure(known),
    connectMs: 0,
    sudoFailure: null,
    facts: null,
    clockSkewMs: null,
  }
}
