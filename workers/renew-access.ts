import { systemClock } from '@/lib/core/clock'
import { renewEndingAccess } from '@/lib/features/clusters/renew-ending-access'
import { runDuty } from './run-duty'

/** Renews the access to clusters whose certificate ends soon, twice a day, until the signal aborts. */
export const startRenewingAccess = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'access-renewals',
      trouble: 'the access to clusters could not be renewed',
      firstMs: 60_000,
      everyMs: 12 * 3_600_000,
      leaseMs: 13 * 3_600_000,
      round: (stillMine, signal) => renewEndingAccess({ clock: systemClock, stillMine, signal }),
    },
    signal,
  )
