import { systemClock } from '@/lib/core/clock'
import { runDuty } from './run-duty'

const LOOK_EVERY_MS = 500
/** How long a round lasts at most before it asks whether it still has the duty. */
const ASK_EVERY_MS = 5_000

/**
 * Keeps what there is to see of the students of classes that go on, until the signal aborts. While no class does, it asks
 * for one now and then: what it looks with is not even loaded.
 */
export const startWatchingClasses = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'class-watch',
      trouble: 'the students of a class could not be looked at',
      firstMs: 3_000,
      everyMs: 5_000,
      leaseMs: 20_000,
      round: (stillMine, signal) => watchClasses(stillMine, signal),
    },
    signal,
  )

async function watchClasses(stillMine: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const { isAnyClassLive } = await import('@/lib/features/class-watch/watched-students')
  if (!(await isAnyClassLive())) return
  const { ClassWatch } = await import('@/lib/features/class-watch/class-watch')
  const watch = new ClassWatch()
  let askedAt = systemClock.now()
  while (!signal.aborted && (await watch.look(systemClock.now())) > 0) {
    await systemClock.delay(LOOK_EVERY_MS, signal).catch(() => undefined)
    if (systemClock.now() - askedAt < ASK_EVERY_MS) continue
    askedAt = systemClock.now()
    if (!(await stillMine())) return
  }
}
