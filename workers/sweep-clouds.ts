import { hostname } from 'node:os'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { holdLease, releaseLease } from '@/lib/db/lease'
import { lookAtDueAccounts } from '@/lib/features/cloud-sweep/look-at-due-accounts'
import { connectAccount } from '@/lib/providers/linode/connect-account'

const DUTY = 'cloud-sweep'
/** An account is due once a day; this is how late it may be. */
const EVERY_MS = 10 * 60_000
/** Before the first look, so that a panel that starts has done so. */
const FIRST_MS = 90_000
/** Longer than the time between two rounds: the same process goes on with it, until it is gone. */
const LEASE_MS = 15 * 60_000

/** Looks once a day at each account for what belongs to no cluster, until the signal aborts. One worker at a time does it. */
export async function startSweepingClouds(signal: AbortSignal): Promise<void> {
  const holder = `${hostname()}/${process.pid}/${newId()}`
  const stillMine = () => holdLease(DUTY, holder, LEASE_MS)
  let delayMs = FIRST_MS
  for (;;) {
    try {
      await systemClock.delay(delayMs, signal)
    } catch {
      // It aborted. Whoever waits for the duty need not wait for the end of the lease.
      await releaseLease(DUTY, holder).catch(() => undefined)
      return
    }
    delayMs = EVERY_MS
    try {
      if (!(await stillMine())) continue
      const connect = (accountId: string) => connectAccount(accountId)
      await lookAtDueAccounts({ clock: systemClock, random: Math.random, connect, stillMine, signal })
    } catch (error) {
      if (!signal.aborted) log.warn('accounts could not be looked at; trying again later', { reason: String(error) })
    }
  }
}
