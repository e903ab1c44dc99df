import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { type Clock, systemClock } from '@/lib/core/clock'
import type { Failure, Json } from '@/lib/core/errors'
import { isConnectionLoss, untilReachable } from '@/lib/db/connection-loss'
import type { Prisma } from '@/lib/db/generated/client'
import { pool } from '@/lib/db/pool'
import type { RunJournal } from '@/lib/engine/execute'
import type { RunEvent } from '@/lib/engine/state'
import { busTopics } from './bus-topics'

const LOAD = 'select event from run_event where "runId" = $1 and seq > $2 order by seq'

/** All events or none: one number that is taken fails the statement. A claim marks the run as its claimer's. */
const APPEND = `
  with appended as (
    insert into run_event ("runId", seq, event)
    select $1, $2::int + position::int - 1, event from unnest($3::jsonb[]) with ordinality as new(event, position)
    returning seq
  ), claim as (
    update run set "claimedBy" = $4, "startedAt" = coalesce("startedAt", now() at time zone 'utc')
    where id = $1 and $4::text is not null
  )
  select pg_notify($5, max(seq)::text) from appended`

const NUMBER_TAKEN = '23505'

/** One event behind the others, if its number is free. */
const APPEND_ONE = `
  with appended as (
    insert into run_event ("runId", seq, event) values ($1, $2, $3::jsonb) on conflict do nothing returning seq
  )
  select pg_notify($4, seq::text)::text from appended`

export interface PostgresJournalOptions {
  readonly runId: string
  /** Gives up waiting for Postgres when it aborts. */
  readonly signal: AbortSignal
  /** Hides secrets in the words of errors, before they are stored. */
  readonly redact?: (text: string) => string
  readonly clock?: Clock
  readonly pool?: pg.Pool
}

/**
 * A run's event log in Postgres, fenced by the primary key (run, number). Each append wakes whoever follows the run.
 * While Postgres is away it waits, so a restart of Postgres does not disturb the steps under way.
 */
export class PostgresRunJournal implements RunJournal {
  private readonly options: PostgresJournalOptions

  constructor(options: PostgresJournalOptions) {
    this.options = options
  }

  async load(after: number): Promise<readonly RunEvent[]> {
    const { runId } = this.options
    return this.reach('load events', () => loadEvents(runId, after, this.pool()))
  }

  async append(firstSeq: number, events: readonly RunEvent[]): Promise<boolean> {
    const { runId, redact = (text) => text } = this.options
    const stored = events.map((event) => storable(event, redact))
    const claim = events.findLast((event) => event.type === 'claimed')
    return this.reach('append events', async (isRetry) => {
      try {
        await this.pool().query({
          name: 'run-event-append',
          text: APPEND,
          values: [
            runId,
            firstSeq,
            stored.map((event) => JSON.stringify(event)),
            claim?.by,
            busTopics.runEvents(runId),
          ],
        })
        return true
      } catch (error) {
        if (!isNumberTaken(error)) throw error
        // The answer to an earlier attempt may have been lost although it was carried out.
        return isRetry && isDeepStrictEqual(await this.stored(firstSeq, stored.length), stored)
      }
    })
  }

  private async stored(firstSeq: number, count: number): Promise<readonly unknown[]> {
    return (await loadEvents(this.options.runId, firstSeq - 1, this.pool())).slice(0, count)
  }

  private pool(): pg.Pool {
    return this.options.pool ?? pool()
  }

  private reach<T>(what: string, attempt: (isRetry: boolean) => Promise<T>): Promise<T> {
    const { signal, clock = systemClock } = this.options
    return untilReachable(what, { clock, signal }, attempt)
  }
}

/** A run's events after number `after`, in order. */
export async function loadEvents(runId: string, after: number, from = pool()): Promise<readonly RunEvent[]> {
  const { rows } = await from.query<{ event: RunEvent }>({
    name: 'run-event-load',
    text: LOAD,
    values: [runId, after],
  })
  return rows.map((row) => row.event)
}

/**
 * Appends one event within a transaction, and wakes whoever follows the run when that is over.
 * @returns false when somebody else's event has this number
 */
export async function appendWithin(
  transaction: Prisma.TransactionClient,
  runId: string,
  seq: number,
  event: RunEvent,
): Promise<boolean> {
  const stored = JSON.stringify(storable(event, (text) => text))
  const topic = busTopics.runEvents(runId)
  const appended = await transaction.$queryRawUnsafe<unknown[]>(APPEND_ONE, runId, seq, stored, topic)
  return appended.length === 1
}

export function isNumberTaken(error: unknown): boolean {
  return !isConnectionLoss(error) && error instanceof Error && 'code' in error && error.code === NUMBER_TAKEN
}

/** The event as JSON that jsonb takes (no NUL, no half characters), with secrets hidden in its error. */
function storable(event: RunEvent, redact: (text: string) => string): Json {
  const safe = 'error' in event ? { ...event, error: redactFailure(event.error, redact) } : event
  return clean(JSON.parse(JSON.stringify(safe)), (text) => text.replaceAll('\0', '').toWellFormed())
}

function redactFailure(error: Failure, redact: (text: string) => string): Failure {
  return {
    ...error,
    message: redact(error.message),
    userMessage: redact(error.userMessage),
    details: Object.fromEntries(Object.entries(error.details).map(([key, value]) => [key, clean(value, redact)])),
  }
}

function clean(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Json) => clean(item, change))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), clean(item, change)]))
}
