import { hostname } from 'node:os'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { holdLease, releaseLease } from '@/lib/db/lease'

export interface Duty {
  /** Of its lease, e.g. `log-sweep`. */
  readonly name: string
  /** For the log when a round fails, e.g. `old logs could not be removed`. */
  readonly trouble: string
  /** Before the first round, so that a panel that starts has done so. */
  readonly firstMs: number
  readonly everyMs: number
  /** Longer than `everyMs`: the same process goes on with it, until it is gone. */
  readonly leaseMs: number
  /** @param stillMine whether this process still has the duty; to be asked between the parts of a long round */
  readonly round: (stillMine: () => Promise<boolean>, signal: AbortSignal) => Promise<unknown>
}

/** Does something again and again until the signal aborts. One worker at a time does it; a round that fails is not the last. */
export async function runDuty(
  { name, trouble, firstMs, everyMs, leaseMs, round }: Duty,
  signal: AbortSignal,
): Promise<void> {
  const holder = `${hostname()}/${process.pid}/${newId()}`
  const stillMine = () => holdLease(name, holder, leaseMs)
  let delayMs = firstMs
  for (;;) {
    try {
      await systemClock.delay(delayMs, signal)
    } catch {
      // It aborted. Whoever waits for the duty need not wait for the end of the lease.
      await releaseLease(name, holder).catch(() => undefined)
      return
    }
    delayMs = everyMs
    try {
      if (await stillMine()) await round(stillMine, signal)
    } catch (error) {
      if (!signal.aborted) log.warn(`${trouble}; trying again later`, { reason: String(error) })
    }
  }
}
