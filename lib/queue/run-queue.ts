import type { Job } from 'bullmq'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'
import type { RunRole } from '@/lib/ports/recipe'
import { type QueueLocation, queueBackend } from './queue-backend'

/** Queues of each role, by name: stored in Redis and Postgres, so they never change. */
const QUEUES = { runs: 'runs', images: 'image-runs' } as const satisfies Record<RunRole, string>

/** All that travels through the queue. What to do stands in the database. */
export interface RunJob {
  readonly runId: string
}

/** Both at once: a job whose worker died comes back within 20 s, long after the sweep has put the run in again. */
const LOCK_MS = 15_000
const STALLED_EVERY_MS = 5_000

/** Adds runs to the queue. */
export interface RunQueue {
  /**
   * Asks some worker to take the run up. Asking again as of the same event is one request, while nobody took it.
   * Rejects at once while the queue's server is away; the sweep asks again.
   * @param seq number of the run's last event, as far as the caller knows
   */
  add(runId: string, seq: number): Promise<void>
  /** Like `add`, for a run whose request a worker took and did not live to answer. */
  addAgain(runId: string, seq: number): Promise<void>
  close(): Promise<void>
}

export function openRunQueue(location: QueueLocation, role: RunRole = 'runs'): RunQueue {
  const { classes, connection } = queueBackend(location, 'producer')
  const queue = new classes.Queue<RunJob>(QUEUES[role], {
    connection,
    skipWaitingForReady: true,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  })
  queue.on('error', (error: Error) => log.warn('the queue is not reachable', { reason: error.message }))
  const put = async (runId: string, jobId: string) => {
    await queue.add('execute', { runId }, { jobId })
  }
  return {
    add: (runId, seq) => put(runId, `${runId}.${seq}`),
    async addAgain(runId, seq) {
      const first = `${runId}.${seq}`
      const isTaken = (await queue.getJobState(first)) === 'active'
      // A new name every 5 s, the same for all workers that sweep.
      const again = `${first}.${Math.floor(Date.now() / 5_000)}`
      await put(runId, isTaken ? again : first)
    },
    close: () => queue.close(),
  }
}

export interface RunConsumer {
  /** Takes no more runs, and resolves when those under way have ended. */
  close(): Promise<void>
}

/** Calls `execute` for each run asked for, up to `concurrency` at once. What it throws is logged, and the sweep retries. */
export function openRunConsumer(
  location: QueueLocation,
  concurrency: number,
  execute: (runId: string) => Promise<void>,
  role: RunRole = 'runs',
): RunConsumer {
  const { classes, connection } = queueBackend(location, 'consumer')
  const worker = new classes.Worker<RunJob>(QUEUES[role], (job: Job<RunJob>) => execute(job.data.runId), {
    connection,
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_EVERY_MS,
    maxStalledCount: 1_000,
    // How long it stands aside after its server refused: 15 s by default, far longer than a restart takes.
    runRetryDelay: 500,
    // Jobs carry nothing worth keeping, and their names must be free again.
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  })
  worker.on('error', (error: Error) => log.warn('the queue is not reachable', { reason: error.message }))
  worker.on('failed', (job, error) => log.error('a request for a run failed', { runId: job?.data.runId, error }))
  return { close: () => worker.close() }
}

// On globalThis: Next bundles a module more than once, and all copies must share one connection.
const KEY = Symbol.for('buzzcrate.run-queue')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<RunRole, RunQueue> | undefined }

export const queueLocation = (): QueueLocation => ({ databaseUrl: env().DATABASE_URL, redisUrl: env().REDIS_URL })

/** This process's queue for the workers of a role, made at first use. */
export function runQueue(role: RunRole = 'runs'): RunQueue {
  holder[KEY] ??= new Map()
  const open = holder[KEY].get(role) ?? openRunQueue(queueLocation(), role)
  holder[KEY].set(role, open)
  return open
}

export async function closeRunQueue(): Promise<void> {
  const open = holder[KEY]
  holder[KEY] = undefined
  await Promise.all([...(open?.values() ?? [])].map((queue) => queue.close()))
}
