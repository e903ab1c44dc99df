import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { fairQueue } from '@/lib/core/fair-queue'
import { recentCounts } from '@/lib/core/recent-counts'
import { db } from '@/lib/db/client'
import { PICKED } from '@/lib/providers/find-definition'
import { parseHostKey, sameHostKey } from '@/lib/remote/host-key'
import { scanHostKey } from '@/lib/remote/scan-host-key'
import { addressesOf } from '@/lib/shared/scan-network'
import { auditOutside } from '../audit'
import { assertMay } from '../policy'

/** In one network most addresses are nobody's: they are not waited for long. */
const TIMEOUTS = { tcpMs: 1_500, loginMs: 8_000, aliveEveryMs: 4_000 }
const AT_ONCE = 48
const DEADLINE_MS = 120_000

const scans = recentCounts('scans', { most: 6, windowMs: 600_000 })
const tooMany = (): AppError =>
  new AppError('too-many-requests', {
    userMessage: 'You have looked through networks often enough for now. Try again in ten minutes.',
    retryable: true,
  })
const turns = fairQueue('scans', { places: 2, aPerson: 1, mostWaiting: 1, refusal: tooMany })

export interface Scan {
  readonly looked: number
  readonly answered: number
  readonly found: readonly { readonly machineId: string; readonly name: string; readonly address: string }[]
}

/** Asks a machine for its host key, as known_hosts writes it. */
export type AskKey = (address: string, signal: AbortSignal) => Promise<string>

const askKey: AskKey = async (address, signal) =>
  (await scanHostKey({ name: address, address, port: 22 }, signal, TIMEOUTS)).hostKey

/**
 * Looks in a network for machines that show a host key that is pinned with one of the person's machines. Only keys are asked
 * for, nothing is sent; machines with other keys are counted, and not named.
 * @param network one by `isScannable`
 * @throws AppError `too-many-requests`
 */
export async function scanNetwork(actor: Actor, network: string, ask: AskKey = askKey): Promise<Scan> {
  assertMay(actor, 'machines.manage')
  if (scans.take(actor.userId, Date.now()) > 0) throw tooMany()
  const pinned = await pinnedKeys(actor)
  const subject = { type: 'network', id: network }
  return auditOutside({ actor, action: 'machine.scan', subject }, () =>
    turns.run(actor.userId, async () => {
      const signal = AbortSignal.timeout(DEADLINE_MS)
      const waiting = [...addressesOf(network)]
      const looked = waiting.length
      const keys = new Map<string, string>()
      const lookOn = async (): Promise<void> => {
        for (let address = waiting.shift(); address !== undefined && !signal.aborted; address = waiting.shift()) {
          const key = await keyAt(address, ask, signal)
          if (key !== undefined) keys.set(address, key)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lookOn))
      const found = [...keys].flatMap(([address, text]) => {
        const key = parseHostKey(text)
        return pinned
          .filter((one) => key !== undefined && sameHostKey(one.key, key))
          .map(({ machineId, name }) => ({ machineId, name, address }))
      })
      return { looked, answered: keys.size, found }
    }),
  )
}

async function pinnedKeys(actor: Actor) {
  const where = { ownerId: actor.userId, provider: { in: [...PICKED] }, hostKey: { not: null } }
  const machines = await db().machine.findMany({ where, select: { id: true, name: true, hostKey: true } })
  return machines.flatMap(({ id, name, hostKey }) => {
    const key = parseHostKey(hostKey ?? '')
    return key === undefined ? [] : [{ machineId: id, name, key }]
  })
}

/** Undefined where nothing answers, or nothing that SSH knows: most of a network. */
async function keyAt(address: string, ask: AskKey, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await ask(address, signal)
  } catch (error) {
    if (error instanceof AppError || signal.aborted) return undefined
    throw error
  }
}
