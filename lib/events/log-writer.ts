import type pg from 'pg'
import { type Clock, systemClock } from '@/lib/core/clock'
import { log } from '@/lib/core/log'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import { pool } from '@/lib/db/pool'
import type { Stream } from '@/lib/engine/step'
import type { PackedLine } from '@/lib/shared/log-line'
import { LogAllowance, type WrittenLine } from './log-allowance'
import { type Batch, logHeads, storeBatches, storedChunk } from './log-table'

/** At most this many lines, or about this many characters, in one row. */
const CHUNK_LINES = 1_000
const CHUNK_CHARS = 256 * 1024

const FLUSH_EVERY_MS = 25
const RETRY_FIRST_MS = 50
const RETRY_LONGEST_MS = 1_000
const MAX_BUFFERED_CHARS = 32 * 1024 * 1024

export interface LogWriterOptions {
  readonly pool?: pg.Pool
  readonly clock?: Clock
  /** The least time between two statements; the first line after a pause is stored at once. */
  readonly flushEveryMs?: number
  /** Above this many characters waiting for Postgres, `room` asks producers to pause. */
  readonly maxBufferedChars?: number
}

/** The log of one run, as its worker writes it. */
export interface RunLog {
  /**
   * Takes a line; text with line ends becomes several. Never blocks, never throws. Of a step that writes too much, what
   * LogAllowance says is stored.
   */
  write(node: string, attempt: number, stream: Stream, text: string): void
  /** An attempt at this step has ended: its last lines, where they were kept back, come now. */
  endStep(node: string): void
  /** Resolves when all that was written so far is stored, or another worker has taken the run over. */
  flush(): Promise<void>
  /** Flushes and forgets the run. */
  close(): Promise<void>
}

interface Waiter {
  readonly line: number
  readonly resolve: () => void
}

/**
 * One run's lines on their way. Only the run's owner may store: the statement checks it. Lines are
 * - `waiting`: in memory, numbered when their turn comes, from the last number stored
 * - `sent`: in a statement whose outcome is not known; sent again with the same numbers until it is
 * - stored, or dropped because another worker owns the run now
 */
interface OpenRun {
  readonly runId: string
  readonly owner: string
  readonly waiting: PackedLine[]
  readonly waiters: Waiter[]
  written: number
  stored: number
  /** Number of the next line; undefined until it has been looked up. */
  nextSeq: number | undefined
  sent: Batch | undefined
  /** Another owner was found, or the log was closed: what comes now is nobody's. */
  fenced: boolean
}

/**
 * Stores the lines of all runs of this process: one statement for all of them, at most every 25 ms, one under way at a
 * time. While Postgres is away lines are kept, and `room` tells producers to pause when there are too many.
 */
export class LogWriter {
  private readonly options: Required<LogWriterOptions>
  private readonly runs = new Map<string, OpenRun>()
  private bufferedChars = 0
  private roomWaiters: (() => void)[] = []
  private timer: NodeJS.Timeout | undefined
  private pumping = false
  private lastStartAt = -Infinity

  constructor(options: LogWriterOptions = {}) {
    this.options = {
      pool: options.pool ?? pool(),
      clock: options.clock ?? systemClock,
      flushEveryMs: options.flushEveryMs ?? FLUSH_EVERY_MS,
      maxBufferedChars: options.maxBufferedChars ?? MAX_BUFFERED_CHARS,
    }
  }

  /**
   * Opens a run's log for its owner.
   * @param owner as in the run's latest claim; lines of anybody else are refused by the statement.
   * @param allowance made with what is stored of the run already
   */
  open(runId: string, owner: string, redact: (line: string) => string, allowance = new LogAllowance()): RunLog {
    const run: OpenRun = {
      runId,
      owner,
      waiting: [],
      waiters: [],
      written: 0,
      stored: 0,
      nextSeq: undefined,
      sent: undefined,
      fenced: false,
    }
    this.runs.set(owner, run)
    const store = (lines: readonly WrittenLine[]) => {
      for (const { at, node, attempt, stream, text } of lines) this.take(run, [at, node, attempt, stream, redact(text)])
      if (lines.length > 0) this.schedule()
    }
    return {
      write: (node, attempt, stream, text) => {
        if (run.fenced) return
        const at = Date.now()
        for (const line of text.split('\n')) store(allowance.take({ at, node, attempt, stream, text: line }))
      },
      endStep: (node) => {
        if (!run.fenced) store(allowance.end(node))
      },
      flush: () => this.flush(run),
      close: async () => {
        if (!run.fenced) store(allowance.end())
        await this.flush(run)
        // A step that was given up may go on talking.
        run.fenced = true
        this.runs.delete(owner)
      },
    }
  }

  /** Undefined while there is room; else a promise for when there is. Producers that can pause must wait for it. */
  room(): Promise<void> | undefined {
    if (this.bufferedChars <= this.options.maxBufferedChars) return undefined
    return new Promise((resolve) => this.roomWaiters.push(resolve))
  }

  /** Stores what is left; gives up after `withinMs`. Returns how many lines could not be stored. */
  async end(withinMs: number): Promise<number> {
    const gaveUp = new AbortController()
    const deadline = this.options.clock.delay(withinMs, gaveUp.signal).catch(() => undefined)
    await Promise.race([Promise.all([...this.runs.values()].map((run) => this.flush(run))), deadline])
    gaveUp.abort()
    return [...this.runs.values()].reduce((left, run) => left + run.written - run.stored, 0)
  }

  private take(run: OpenRun, line: PackedLine): void {
    run.waiting.push(line)
    run.written += 1
    this.bufferedChars += line[4].length
  }

  private flush(run: OpenRun): Promise<void> {
    if (run.fenced || run.stored === run.written) return Promise.resolve()
    const done = new Promise<void>((resolve) => run.waiters.push({ line: run.written, resolve }))
    void this.pump()
    return done
  }

  private schedule(): void {
    if (this.pumping || this.timer !== undefined) return
    const waitMs = Math.max(0, this.lastStartAt + this.options.flushEveryMs - performance.now())
    this.timer = setTimeout(() => void this.pump(), waitMs)
  }

  private async pump(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.pumping) return
    this.pumping = true
    let delayMs = RETRY_FIRST_MS
    while (this.hasWork()) {
      this.lastStartAt = performance.now()
      try {
        await this.storeOnce()
        delayMs = RETRY_FIRST_MS
        // Somebody waits for a flush: go on at once. Else gather.
        if (this.hasWork() && !this.isAwaited()) break
      } catch (error) {
        if (!isConnectionLoss(error))
          log.error('log lines could not be stored; trying again', { error: toError(error) })
        await this.options.clock.delay(delayMs)
        delayMs = Math.min(delayMs * 2, RETRY_LONGEST_MS)
      }
    }
    this.pumping = false
    if (this.hasWork()) this.schedule()
  }

  private hasWork(): boolean {
    return [...this.runs.values()].some((run) => !run.fenced && run.stored < run.written)
  }

  private isAwaited(): boolean {
    return [...this.runs.values()].some((run) => run.waiters.length > 0)
  }

  private async storeOnce(): Promise<void> {
    const runs = [...this.runs.values()].filter((run) => !run.fenced && run.stored < run.written)
    const unnumbered = runs.filter((run) => run.nextSeq === undefined)
    if (unnumbered.length > 0) {
      const heads = await logHeads(
        this.options.pool,
        unnumbered.map((run) => run.runId),
      )
      for (const run of unnumbered) run.nextSeq = (heads.get(run.runId) ?? 0) + 1
    }
    const batches = runs.flatMap((run) => batchOf(run) ?? [])
    const stored = await storeBatches(this.options.pool, batches)
    for (const run of runs) {
      if (run.sent === undefined) continue
      if (stored.has(run.sent.runId)) this.markStored(run, run.sent)
      else await this.settle(run, run.sent)
    }
  }

  /** The statement left this batch out: find out why. */
  private async settle(run: OpenRun, sent: Batch): Promise<void> {
    const found = await storedChunk(this.options.pool, run.runId, sent.firstSeq)
    if (found.lines === sent.lines) {
      // The answer to an earlier attempt was lost, although it was carried out.
      this.markStored(run, sent)
    } else if (found.owner === run.owner) {
      // A former owner's last statement came in between: take the next numbers.
      run.nextSeq = found.head + 1
      run.waiting.unshift(...sent.packed)
      run.sent = undefined
    } else {
      this.fence(run)
    }
  }

  private markStored(run: OpenRun, batch: Batch): void {
    run.sent = undefined
    run.nextSeq = batch.firstSeq + batch.packed.length
    run.stored += batch.packed.length
    this.release(batch.packed)
    const rest = run.waiters.splice(0)
    for (const waiter of rest) {
      if (waiter.line <= run.stored) waiter.resolve()
      else run.waiters.push(waiter)
    }
  }

  private fence(run: OpenRun): void {
    run.fenced = true
    log.info('another worker writes this log now', { runId: run.runId, droppedLines: run.written - run.stored })
    this.release([...(run.sent?.packed ?? []), ...run.waiting.splice(0)])
    run.sent = undefined
    for (const waiter of run.waiters.splice(0)) waiter.resolve()
  }

  private release(lines: readonly PackedLine[]): void {
    for (const line of lines) this.bufferedChars -= line[4].length
    if (this.bufferedChars > this.options.maxBufferedChars / 2) return
    for (const resolve of this.roomWaiters.splice(0)) resolve()
  }
}

/** The batch whose outcome is not known yet, or a new one of the oldest lines. */
function batchOf(run: OpenRun): Batch | undefined {
  if (run.sent !== undefined || run.nextSeq === undefined) return run.sent
  let count = 0
  for (let chars = 0; count < run.waiting.length && count < CHUNK_LINES && chars < CHUNK_CHARS; count++) {
    chars += run.waiting[count]?.[4].length ?? 0
  }
  const packed = run.waiting.splice(0, count)
  const { runId, owner, nextSeq } = run
  run.sent = { runId, owner, firstSeq: nextSeq, packed, lines: JSON.stringify(packed) }
  return run.sent
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
