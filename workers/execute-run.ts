import { hostname } from 'node:os'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { untilReachable } from '@/lib/db/connection-loss'
import type { RunOutcome } from '@/lib/engine/decide'
import { executeRun, type RunJournal, RunReleased } from '@/lib/engine/execute'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import type { ErasedStep } from '@/lib/engine/step'
import { busTopics } from '@/lib/events/bus-topics'
import { LogAllowance } from '@/lib/events/log-allowance'
import { storedBytes } from '@/lib/events/log-table'
import type { LogWriter, RunLog } from '@/lib/events/log-writer'
import { Redactor } from '@/lib/events/redactor'
import { PostgresRunJournal } from '@/lib/events/run-journal'
import { saveRunStatus } from '@/lib/features/runs/write-run-status'
import type { Bus } from '@/lib/ports/live'
import type { SubjectRef } from '@/lib/ports/recipe'

/** What a run's ports are made for. */
export interface RunScope {
  readonly runId: string
  readonly subject: SubjectRef
  /** Where the machines are that its steps reach. */
  readonly provider: string
  /** Aborts when the run is let go. */
  readonly signal: AbortSignal
  /** Hides this value in the run's log from now on. */
  readonly onSecret: (plain: string) => void
  /** Undefined, or a promise to wait for before more output is read: the log has no room. */
  readonly room: () => Promise<void> | undefined
}

/** The ports of one run, and how to close what they opened. */
export interface RunPorts<P> {
  readonly ports: P
  close(): Promise<void>
}

export interface Executor<P> {
  readonly steps: ReadonlyMap<string, ErasedStep<P>>
  readonly portsFor: (scope: RunScope) => RunPorts<P>
  readonly logs: LogWriter
  readonly bus: Bus
}

/** How long a run that is let go waits for Postgres to take its last lines. */
const LAST_LINES_MS = 3_000

/** How an execution ended; `released`: the worker stops, and the run waits for another. */
export interface Execution {
  readonly outcome: RunOutcome | 'released' | 'taken-over'
  /** Number of the last event seen. */
  readonly seq: number
}

/** Events after which a node may not be run again: the lines it wrote must be stored before. */
const RESULTS: ReadonlySet<RunEvent['type']> = new Set([
  'succeeded',
  'attempt_failed',
  'failed',
  'undo_finished',
  'undo_failed',
])

/**
 * Drives a run that this process holds to its next rest, and saves the outcome.
 * @param signal lets the run go when it aborts
 * @returns undefined when there is no such run, or nothing to do for it
 */
export async function executeHeldRun<P>(
  runId: string,
  executor: Executor<P>,
  signal: AbortSignal,
): Promise<Execution | undefined> {
  const run = await db().run.findUnique({ where: { id: runId } })
  if (run === null || !(run.status === 'running' || run.status === 'unwinding')) return undefined
  const owner = `${hostname()}/${process.pid}/${newId()}`
  const redactor = new Redactor()
  const redact = (text: string) => redactor.redact(text)
  const runLog = executor.logs.open(runId, owner, redact, new LogAllowance(await storedBytes(runId)))
  const journal = new HeldJournal(runId, new PostgresRunJournal({ runId, signal, redact }), runLog, signal)
  const { ports, close } = executor.portsFor({
    runId,
    subject: { type: run.subjectType, id: run.subjectId },
    provider: run.provider,
    signal,
    onSecret: (plain) => redactor.add(plain),
    room: () => executor.logs.room(),
  })
  const finish = async (outcome: RunOutcome) => {
    await orAborted(runLog.close(), signal)
    const reach = { clock: systemClock, signal }
    await untilReachable('save the outcome', reach, () => saveRunStatus(runId, outcome, journal.seq))
    return { outcome, seq: journal.seq }
  }
  try {
    const outcome = await executeRun({
      runId,
      subjectId: run.subjectId,
      // Written by startRun as a Plan; Prisma knows it as JSON.
      plan: run.plan as unknown as Plan,
      steps: executor.steps,
      journal,
      ports,
      clock: systemClock,
      owner,
      signal,
      onWake: (wake) => executor.bus.subscribe(busTopics.runEvents(runId), wake, wake),
      writeLine: runLog.write,
    })
    return await finish(outcome)
  } catch (error) {
    if (signal.aborted) return { outcome: 'released', seq: journal.seq }
    if (error instanceof RunReleased) return { outcome: 'taken-over', seq: journal.seq }
    throw error
  } finally {
    await close().catch((error: unknown) =>
      log.warn('a run’s connections did not close', { runId, reason: String(error) }),
    )
    // Before anybody else may claim the run: its next owner's claim shuts this one out.
    const gaveUp = new AbortController()
    const deadline = systemClock.delay(LAST_LINES_MS, gaveUp.signal).catch(() => undefined)
    await Promise.race([runLog.close(), deadline])
    gaveUp.abort()
  }
}

/** The journal as the worker uses it: log lines before results, and the run's status where it turns. */
class HeldJournal implements RunJournal {
  /** Number of the last event seen. */
  seq = 0
  private readonly runId: string
  private readonly journal: RunJournal
  private readonly runLog: RunLog
  private readonly signal: AbortSignal
  private unwinding = false

  constructor(runId: string, journal: RunJournal, runLog: RunLog, signal: AbortSignal) {
    this.runId = runId
    this.journal = journal
    this.runLog = runLog
    this.signal = signal
  }

  async load(after: number): Promise<readonly RunEvent[]> {
    const events = await this.journal.load(after)
    this.seq = after + events.length
    return events
  }

  async append(firstSeq: number, events: readonly RunEvent[]): Promise<boolean> {
    const results = events.filter((event) => RESULTS.has(event.type))
    for (const event of results) if ('node' in event && event.node !== undefined) this.runLog.endStep(event.node)
    if (results.length > 0) await orAborted(this.runLog.flush(), this.signal)
    if (!(await this.journal.append(firstSeq, events))) return false
    this.seq = firstSeq + events.length - 1
    if (!this.unwinding && events.some((event) => event.type === 'undo_started')) {
      this.unwinding = true
      const reach = { clock: systemClock, signal: this.signal }
      await untilReachable('save the turn', reach, () => saveRunStatus(this.runId, 'unwinding', this.seq))
    }
    return true
  }
}

/** Rejects when the signal aborts first: Postgres may be away for long. */
async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let onAbort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
