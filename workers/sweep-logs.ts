import { systemClock } from '@/lib/core/clock'
import { log } from '@/lib/core/log'
import { expiredLogs, type LogRetention, removeLogBatch, surplusLogs } from '@/lib/events/log-retention'
import { storageLimits } from '@/lib/features/storage/storage-limits'
import { plural } from '@/lib/shared/catalogue'
import { formatBytes } from '@/lib/shared/format-bytes'
import { runDuty } from './run-duty'

/** Others want the disk, too. */
const BETWEEN_BATCHES_MS = 50
/** Of one sweep: what is left is left to the next one. */
const MOST_BATCHES = 2_000

/** Removes logs that are too old, or too much, until the signal aborts. */
export const startSweepingLogs = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'log-sweep',
      trouble: 'old logs could not be removed',
      firstMs: 60_000,
      everyMs: 10 * 60_000,
      leaseMs: 15 * 60_000,
      async round(stillMine, signal) {
        const { logDays, logTotalMb } = await storageLimits()
        await sweepLogs({ days: logDays, totalBytes: logTotalMb * 1_000_000 }, stillMine, signal)
      },
    },
    signal,
  )

/**
 * One sweep: by age first, then by size.
 * @param stillMine asked before each batch; it ends when somebody else has the duty
 * @returns of how many runs something was removed
 */
export async function sweepLogs(
  { days, totalBytes }: LogRetention,
  stillMine: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<number> {
  let batches = 0
  const remove = async (runId: string, why: string): Promise<boolean> => {
    for (let more = true; more; batches += 1) {
      if (signal.aborted || batches >= MOST_BATCHES || !(await stillMine())) return false
      more = await removeLogBatch(runId, why)
      await systemClock.delay(BETWEEN_BATCHES_MS, signal).catch(() => undefined)
    }
    return true
  }
  const age = plural(days, { one: '# day', other: '# days' })
  const reasons = [
    { look: () => expiredLogs(days), why: `logs are kept for ${age}.` },
    { look: () => surplusLogs(totalBytes), why: `all logs together may take ${formatBytes(totalBytes)}.` },
  ]
  let removed = 0
  for (const { look, why } of reasons) {
    for (const { runId } of await look()) {
      if (!(await remove(runId, why))) return removed
      removed += 1
    }
  }
  if (removed > 0) log.info('old logs were removed', { runs: removed })
  return removed
}
