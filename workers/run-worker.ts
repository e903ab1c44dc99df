import { log } from '@/lib/core/log'
import { RunHolds, runPosition } from '@/lib/db/run-holds'
import { LogWriter } from '@/lib/events/log-writer'
import type { QueueLocation } from '@/lib/queue/queue-backend'
import { startReconciling } from '@/lib/queue/reconcile'
import { openRunConsumer, openRunQueue } from '@/lib/queue/run-queue'
import { type Executor, executeHeldRun } from './execute-run'

export interface RunWorkerOptions<P> extends Omit<Executor<P>, 'logs'> {
  readonly location: QueueLocation
  /** Lets go of all runs when it aborts, so that another worker takes them up at once. */
  readonly signal: AbortSignal
  /** Runs wait for machines, not for this processor, so many go on at once. */
  readonly concurrency?: number
}

/** A run whose execution broke off on an unknown error is tried again ever more slowly, up to once a minute. */
const BREAK_FIRST_MS = 1_000
const BREAK_LONGEST_MS = 60_000
const LAST_LINES_MS = 5_000

interface Break {
  readonly until: number
  readonly delayMs: number
}

/**
 * Takes runs from the queue and drives them, until `signal` aborts. A run is
 * - `waiting`: in the queue, or found by the sweep
 * - `held`: by the session of this process; executed
 * - `released`: on stop; put into the queue again for another worker
 *
 * Resolves when everything is let go and stored.
 */
export async function runWorker<P>(options: RunWorkerOptions<P>): Promise<void> {
  const { location, signal, concurrency = 50 } = options
  const holds = new RunHolds(location.databaseUrl)
  const queue = openRunQueue(location)
  const logs = new LogWriter()
  const executor: Executor<P> = { ...options, logs }
  const late = new Set<string>()
  const breaks = new Map<string, Break>()

  const execute = async (runId: string) => {
    if (signal.aborted) return void late.add(runId)
    if ((breaks.get(runId)?.until ?? 0) > Date.now()) return
    const hold = await holds.hold(runId)
    if (hold === undefined) return
    let again: number | undefined
    try {
      const execution = await executeHeldRun(runId, executor, AbortSignal.any([signal, hold.lost]))
      breaks.delete(runId)
      again = execution?.seq
    } catch (error) {
      const delayMs = Math.min((breaks.get(runId)?.delayMs ?? BREAK_FIRST_MS / 2) * 2, BREAK_LONGEST_MS)
      breaks.set(runId, { until: Date.now() + delayMs, delayMs })
      throw error
    } finally {
      await hold.release()
      if (again !== undefined) await handOn(runId, again)
    }
  }

  /**
   * A command that came while the run was being let go found it held. The same goes for a stop of this worker: whoever
   * takes the request from the queue next finds out whether there is something to do.
   */
  const handOn = async (runId: string, seen: number) => {
    const { goesOn, seq } = await runPosition(runId)
    if (goesOn && (seq > seen || signal.aborted)) await queue.add(runId, seq)
  }

  const consumer = openRunConsumer(location, concurrency, execute)
  startReconciling(queue, holds, signal)
  log.info('this worker takes runs', { queue: location.redisUrl === undefined ? 'postgres' : 'redis' })

  await aborted(signal)
  await consumer.close()
  // Requests that this worker took out of the queue while it was stopping are somebody else's now.
  await Promise.allSettled([...late].map((runId) => handOn(runId, 0)))
  const lost = await logs.end(LAST_LINES_MS)
  if (lost > 0) log.error('log lines could not be stored before the end', { lines: lost })
  await Promise.allSettled([queue.close(), holds.close()])
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
