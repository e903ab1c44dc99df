import pg from 'pg'
import { inTurn } from '@/lib/core/in-turn'
import { log } from '@/lib/core/log'
import { pool } from './pool'

/** A run that this process holds. */
export interface RunHold {
  /** Aborts when the hold was lost: another process took the run while Postgres was away from this one. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** SQL for 64 bits of a hash: the key of the run's advisory lock. */
export const HOLD_KEY = (runId: string) => `hashtextextended('run:' || ${runId}, 0)`
const RECONNECT_FIRST_MS = 20
const RECONNECT_LONGEST_MS = 500
/** After Postgres was away every worker takes its runs again: until then nobody may think them abandoned. */
const SETTLING_MS = 3_000

/**
 * Which process executes which run: session-level advisory locks over one connection of this process. They end with
 * the connection, so the runs of a process that was killed are free at once, and of a machine that was cut off after
 * 11 s (TCP keep-alive). This only avoids double work: what fences a stale worker is the event log.
 *
 * The connection is
 * - `open`: holds can be taken
 * - `lost`: reconnects; meanwhile no hold can be taken. Then every hold is taken again, or lost when somebody else has it
 * - `closed`: for good
 */
export class RunHolds {
  private readonly url: string
  private readonly held = new Map<string, AbortController>()
  /** On which connection each was taken: Postgres counts how often a session takes a lock, and one give-back is one. */
  private readonly takenOn = new Map<string, pg.Client>()
  private client: Promise<pg.Client> | undefined
  private readonly turn = inTurn()
  private closed = false
  private reopenedAt = -Infinity

  constructor(url: string) {
    this.url = url
  }

  /** Undefined when another process, or this one, holds the run. Rejects while Postgres is away. */
  async hold(runId: string): Promise<RunHold | undefined> {
    if (this.held.has(runId)) return undefined
    const lost = new AbortController()
    this.held.set(runId, lost)
    try {
      if (await this.take(await this.connected(), runId))
        return { lost: lost.signal, release: () => this.release(runId) }
      this.held.delete(runId)
      return undefined
    } catch (error) {
      this.held.delete(runId)
      throw error
    }
  }

  /** Milliseconds since the connection was made again after a loss: others may still be taking their holds again. */
  get sinceReopenedMs(): number {
    return performance.now() - this.reopenedAt
  }

  /** Whether a run that nobody holds may be somebody's all the same. */
  get isSettling(): boolean {
    return this.sinceReopenedMs <= SETTLING_MS
  }

  async close(): Promise<void> {
    this.closed = true
    const client = await this.client?.catch(() => undefined)
    this.client = undefined
    await client?.end()
  }

  private async release(runId: string): Promise<void> {
    if (!this.held.delete(runId)) return
    const client = await this.client?.catch(() => undefined)
    if (client === undefined) {
      // Without a connection there is no lock to give back.
      this.takenOn.delete(runId)
      return
    }
    const free = () => {
      this.takenOn.delete(runId)
      return client.query(`select pg_advisory_unlock(${HOLD_KEY('$1')})`, [runId])
    }
    await this.turn(free).catch(() => undefined)
  }

  private connected(): Promise<pg.Client> {
    this.client ??= this.open()
    return this.client
  }

  private async open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'buzzcrate holds',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      options: '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3',
    })
    let isOpen = false
    const onLoss = () => {
      if (isOpen) this.reopen()
      isOpen = false
    }
    client.on('error', onLoss)
    client.on('end', onLoss)
    try {
      await client.connect()
    } catch (error) {
      this.client = undefined
      throw error
    }
    isOpen = true
    return client
  }

  private reopen(delayMs = RECONNECT_FIRST_MS): void {
    this.client = undefined
    if (this.closed) return
    setTimeout(() => {
      if (this.closed) return
      this.connected().then(
        (client) => this.retake(client),
        () => this.reopen(Math.min(delayMs * 2, RECONNECT_LONGEST_MS)),
      )
    }, delayMs)
  }

  private async retake(client: pg.Client): Promise<void> {
    this.reopenedAt = performance.now()
    for (const [runId, lost] of [...this.held]) {
      // Given back meanwhile: taken now, nobody would ever give it back.
      if (this.held.get(runId) !== lost) continue
      try {
        if (await this.take(client, runId)) continue
      } catch {
        // The connection is lost again, and everything is taken again with the next one.
        return
      }
      log.info('another worker took a run over while Postgres was away', { runId })
      this.held.delete(runId)
      this.takenOn.delete(runId)
      lost.abort(new Error('another worker holds the run'))
    }
  }

  private take(client: pg.Client, runId: string): Promise<boolean> {
    return this.turn(async () => {
      if (this.takenOn.get(runId) === client) return true
      const text = `select pg_try_advisory_lock(${HOLD_KEY('$1')}) as taken`
      const { rows } = await client.query<{ taken: boolean }>(text, [runId])
      if (rows[0]?.taken !== true) return false
      this.takenOn.set(runId, client)
      return true
    })
  }
}

/** Where a run stands: whether some worker should hold it, and the number of its last event. */
export async function runPosition(runId: string): Promise<{ readonly goesOn: boolean; readonly seq: number }> {
  const { rows } = await pool().query<{ goesOn: boolean; seq: number }>({
    name: 'run-position',
    text: `select status in ('running', 'unwinding') as "goesOn",
             coalesce((select max(seq) from run_event where "runId" = run.id), 0) as seq
           from run where id = $1`,
    values: [runId],
  })
  return rows[0] ?? { goesOn: false, seq: 0 }
}
