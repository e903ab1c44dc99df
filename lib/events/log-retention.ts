import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { pool } from '@/lib/db/pool'
import { plural } from '@/lib/shared/catalogue'
import type { PackedLine } from '@/lib/shared/log-line'

/** Rows of a batch: of a quarter of a megabyte at most, so a transaction takes moments on a memory card, too. */
const BATCH_ROWS = 20

/** How long logs are kept, and how much of them. */
export interface LogRetention {
  readonly days: number
  readonly totalBytes: number
}

/** A run of which something could be removed. */
export interface RemovableLog {
  readonly runId: string
  readonly bytes: number
}

/** Runs that go on are never in here. Those that are over come before those that wait for a person, old ones first. */
const REMOVABLE = `
  select run.id as "runId", coalesce(log.bytes, 0)::float8 as bytes, run.status in ('held', 'stuck') as rests,
    coalesce(run."endedAt", to_timestamp((
      select (event->>'at')::float8 / 1000 from run_event where "runId" = run.id order by seq desc limit 1
    )) at time zone 'utc', run."createdAt") as at
  from run join (
    select "runId", sum(pg_column_size(lines)) as bytes, max("lastSeq") as head from log_chunk group by "runId"
  ) log on log."runId" = run.id
  where run.status not in ('running', 'unwinding') and log.head > run."logRemoved"`

/** Runs whose logs are older than they are kept. */
export async function expiredLogs(days: number): Promise<readonly RemovableLog[]> {
  const { rows } = await pool().query<RemovableLog>(
    `select "runId", bytes from (${REMOVABLE}) removable
     where at < (now() at time zone 'utc') - $1 * interval '1 day' order by at`,
    [days],
  )
  return rows
}

/** Runs whose logs have to go so that all of them together take no more than this. */
export async function surplusLogs(totalBytes: number): Promise<readonly RemovableLog[]> {
  const { rows } = await pool().query<RemovableLog>(
    `select "runId", bytes from (
       select *, sum(bytes) over (order by rests, at, "runId") - bytes as before from (${REMOVABLE}) removable
     ) lined where before < (select coalesce(sum(pg_column_size(lines)), 0) from log_chunk)::float8 - $1
     order by rests, at, "runId"`,
    [totalBytes],
  )
  return rows
}

/** What all logs take, in bytes as stored. */
export async function logBytes(): Promise<number> {
  const { rows } = await pool().query<{ bytes: number }>(
    'select coalesce(sum(pg_column_size(lines)), 0)::float8 as bytes from log_chunk',
  )
  return rows[0]?.bytes ?? 0
}

interface ChunkRow {
  readonly lastSeq: number
  readonly lines: string
}

/**
 * Removes the first rows that are left of a run's log. In their place stands a line for each step of which something was
 * removed, with the last numbers of what was there: so numbers go on where they were, and nobody gets a number twice.
 * @returns whether there may be more to remove
 */
export function removeLogBatch(runId: string, why: string): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    // Whoever makes it go on waits for this, and then it is left alone.
    const [run] = await transaction.$queryRaw<{ logRemoved: number }[]>`
      select "logRemoved" from run where id = ${runId} and status not in ('running', 'unwinding') for update`
    if (run === undefined) return false
    const rows = await transaction.$queryRaw<ChunkRow[]>`
      delete from log_chunk where "runId" = ${runId} and "lastSeq" in (
        select "lastSeq" from log_chunk where "runId" = ${runId} order by "lastSeq" limit ${BATCH_ROWS}
      ) returning "lastSeq", lines`
    const last = Math.max(0, ...rows.map(({ lastSeq }) => lastSeq))
    if (last === 0) return false
    await leaveWord(transaction, { runId, last, why, nodes: nodesOf(rows) })
    return rows.length === BATCH_ROWS
  })
}

const nodesOf = (rows: readonly ChunkRow[]): readonly string[] => [
  // As the log writer stored them.
  ...new Set(rows.flatMap(({ lines }) => (JSON.parse(lines) as readonly PackedLine[]).map(([, node]) => node))),
]

interface Removed {
  readonly runId: string
  readonly last: number
  readonly why: string
  readonly nodes: readonly string[]
}

async function leaveWord(transaction: Prisma.TransactionClient, { runId, last, why, nodes }: Removed): Promise<void> {
  const lines = plural(last, { one: 'The first line of this log was', other: 'The first # lines of this log were' })
  const text = `${lines} removed: ${why}`
  const at = Date.now()
  const said: readonly PackedLine[] = nodes.map((node) => [at, node, 1, 'info', text])
  const data = { runId, firstSeq: last - said.length + 1, lastSeq: last, lines: JSON.stringify(said) }
  await transaction.logChunk.create({ data, select: { runId: true } })
  await transaction.run.update({ where: { id: runId }, data: { logRemoved: last }, select: { id: true } })
}
