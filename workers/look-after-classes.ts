import { systemClock } from '@/lib/core/clock'
import { lookAfterClasses } from '@/lib/features/classes/due-classes'
import { runDuty } from './run-duty'

/** Ends classes whose time is over, where that was chosen, and forgets their students, until the signal aborts. */
export const startLookingAfterClasses = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'class-sweep',
      trouble: 'classes that are over could not be looked after',
      firstMs: 45_000,
      everyMs: 30_000,
      leaseMs: 120_000,
      round: (stillMine, signal) => lookAfterClasses({ clock: systemClock, stillMine, signal }),
    },
    signal,
  )
