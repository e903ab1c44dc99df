import { systemClock } from '@/lib/core/clock'
import { endDueClusters } from '@/lib/features/cloud-lifetime/end-due-clusters'
import { runDuty } from './run-duty'

/** Deletes clusters whose lifetime is over, until the signal aborts. */
export const startEndingClusters = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'cluster-endings',
      trouble: 'clusters whose time is over could not be deleted',
      firstMs: 20_000,
      everyMs: 30_000,
      leaseMs: 120_000,
      round: (stillMine, signal) => endDueClusters({ clock: systemClock, stillMine, signal }),
    },
    signal,
  )
