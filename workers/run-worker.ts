import { inTurn } from '@/lib/core/in-turn'
import { log } from '@/lib/core/log'
import { type RunHold, RunHolds, runPosition } from '@/lib/db/run-holds'
import { nextRuns, RUN_SHARES } from '@/lib/db/run-turns'
import { busTopics } from '@/lib/events/bus-topics'
import { LogWriter } from '@/lib/events/log-writer'
import { recipesForImages, roleOf } from '@/lib/features/runs/run-kinds'
import type { RunRole } from '@/lib/ports/recipe'
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
  /** Which runs it takes; those of the role `runs` when left out. */
  readonly roles?: readonly RunRole[]
}

/** Images take the processor and the disk, not the time of others: two batches at a time. */
const IMAGES_AT_ONCE = 2

/** A run whose execution broke off on an unknown error is tried again ever more slowly, up to once a minute. */
const BREAK_FIRST_MS = 1_000
const BREAK_LONGEST_MS = 60_000
const LAST_LINES_MS = 5_000

interface Break {
  readonly until: number
  readonly delayMs: number
}

interface TakenRun {
  readonly runId: string
  readonly hold: RunHold
  readonly role: RunRole
}

/**
 * Takes runs and drives them, until `signal` aborts. The queue only says that there is something to do, and brings it to a
 * worker that has a place; which run is next, Postgres says, by people's turns. A run is
 * - `waiting`: in the line
 * - `held`: by the session of this process; executed
 * - `released`: on stop; put into the queue again for another worker
 *
 * Resolves when everything is let go and stored.
 */
export async function runWorker<P>(options: RunWorkerOptions<P>): Promise<void> {
  const { location, signal, concurrency = 50, roles = ['runs'] } = options
  const places = { runs: concurrency, images: IMAGES_AT_ONCE } as const satisfies Record<RunRole, number>
  const holds = new RunHolds(location.databaseUrl)
  const queues = new Map(roles.map((role) => [role, openRunQueue(location, role)]))
  const logs = new LogWriter()
  const executor: Executor<P> = { ...options, logs }
  const late = new Map<string, RunRole>()
  const breaks = new Map<string, Break>()

  const turn = inTurn()
  const executing: Record<RunRole, number> = { runs: 0, images: 0 }

  /** One choice at a time in this process. Two workers that choose at once may go beyond a person's share by one. */
  const takeNext = (role: RunRole) =>
    turn(async (): Promise<TakenRun | undefined> => {
      // The sweep asks again for whoever comes in the meantime.
      if (signal.aborted || holds.isSettling) return undefined
      const now = Date.now()
      for (const [runId, { until }] of breaks) if (until < now - BREAK_LONGEST_MS) breaks.delete(runId)
      const except = [...breaks].flatMap(([runId, { until }]) => (until > now ? [runId] : []))
      const onlyFirst = executing[role] >= places[role] * (1 - RUN_SHARES.keptForFirst)
      const choice = { recipes: recipesForImages(), only: role === 'images' }
      for (const runId of await nextRuns({ onlyFirst, except, choice })) {
        const hold = await holds.hold(runId)
        if (hold === undefined) continue
        executing[role] += 1
        return { runId, hold, role }
      }
      return undefined
    })

  const execute = async ({ runId, hold, role }: TakenRun) => {
    let again: number | undefined
    tellLine()
    try {
      const execution = await executeHeldRun(runId, executor, AbortSignal.any([signal, hold.lost]))
      breaks.delete(runId)
      again = execution?.seq
      if (execution?.outcome !== 'released') await restUnlessNews(runId, execution?.seq)
    } catch (error) {
      const delayMs = Math.min((breaks.get(runId)?.delayMs ?? BREAK_FIRST_MS / 2) * 2, BREAK_LONGEST_MS)
      breaks.set(runId, { until: Date.now() + delayMs, delayMs })
      log.error('a run broke off', { runId, error: error instanceof Error ? error : String(error) })
    } finally {
      await hold.release()
      executing[role] -= 1
      tellLine()
      if (again !== undefined) await handOn(runId, again, role)
    }
  }

  /** What is let go of and still seems to wait, without a word from anybody, is not taken again at once, and for ever. */
  const restUnlessNews = async (runId: string, seen: number | undefined) => {
    const { goesOn, seq } = await runPosition(runId)
    if (goesOn && seq === seen) breaks.set(runId, { until: Date.now() + BREAK_FIRST_MS, delayMs: BREAK_FIRST_MS })
  }

  /** To whoever looks at a run that waits: its place may be another now. */
  const tellLine = () => {
    options.bus.publish(busTopics.runLine, '').catch((error: unknown) => {
      if (!signal.aborted) log.warn('could not tell that the line moved', { reason: String(error) })
    })
  }

  /** A place of this worker, for as long as there is somebody whose turn it is. */
  const serve = (role: RunRole) => async (runId: string) => {
    if (signal.aborted) return void late.set(runId, role)
    for (let taken = await takeNext(role); taken !== undefined; taken = await takeNext(role)) await execute(taken)
    if (signal.aborted) late.set(runId, role)
  }

  /**
   * A command that came while the run was being let go found it held. The same goes for a stop of this worker: whoever
   * takes the request from the queue next finds out whether there is something to do.
   */
  const handOn = async (runId: string, seen: number, role: RunRole) => {
    const { goesOn, seq } = await runPosition(runId)
    if (goesOn && (seq > seen || signal.aborted)) await queues.get(role)?.add(runId, seq)
  }

  const consumers = roles.map((role) => openRunConsumer(location, places[role], serve(role), role))
  startReconciling((recipe) => queues.get(roleOf(recipe)), holds, signal)
  log.info('this worker takes runs', {
    roles: roles.join(','),
    queue: location.redisUrl === undefined ? 'postgres' : 'redis',
  })

  await aborted(signal)
  await Promise.all(consumers.map((consumer) => consumer.close()))
  // Requests that this worker took out of the queue while it was stopping are somebody else's now.
  await Promise.allSettled([...late].map(([runId, role]) => handOn(runId, 0, role)))
  const lost = await logs.end(LAST_LINES_MS)
  if (lost > 0) log.error('log lines could not be stored before the end', { lines: lost })
  await Promise.allSettled([...[...queues.values()].map((queue) => queue.close()), holds.close()])
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
