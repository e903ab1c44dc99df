import { log } from '@/lib/core/log'
import type { RunHolds } from '@/lib/db/run-holds'
import { waitingRuns } from '@/lib/db/run-turns'
import type { RunQueue } from './run-queue'

const EVERY_MS = 1_000

/**
 * Puts runs back into the queue that should be going on and that nobody holds: after a worker was killed, after the
 * queue was wiped, after a request could not be queued. Those that their person's share keeps waiting are left out. Looks
 * at once and then every second.
 * @param queueOf where runs of a recipe are asked for; undefined: another worker's sweep does that
 */
export function startReconciling(
  queueOf: (recipe: string) => RunQueue | undefined,
  holds: RunHolds,
  signal: AbortSignal,
): void {
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    try {
      if (!holds.isSettling) {
        for (const { runId, seq, recipe } of await waitingRuns()) await queueOf(recipe)?.addAgain(runId, seq)
      }
    } catch (error) {
      log.warn('could not look for abandoned runs', { reason: String(error) })
    }
    if (!signal.aborted) timer = setTimeout(() => void look(), EVERY_MS)
  }
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  void look()
}
