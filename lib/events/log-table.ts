import type pg from 'pg'
import type { LogLine } from '@/lib/contracts/runs'
import { pool } from '@/lib/db/pool'
import { type LogChunk, type PackedLine, unpackLines } from '@/lib/shared/log-line'
import { busTopics } from './bus-topics'

/** Consecutive lines of one run, to be stored as one row. */
export interface Batch {
  readonly runId: string
  readonly owner: string
  readonly firstSeq: number
  readonly packed: readonly PackedLine[]
  /** `packed` as JSON text: what the row holds. */
  readonly lines: string
}

const STORE = `
  with incoming as (
    select * from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[])
      as new("runId", owner, "firstSeq", "lastSeq", lines)
  ), stored as (
    insert into log_chunk ("runId", "firstSeq", "lastSeq", lines)
    select new."runId", new."firstSeq", new."lastSeq", new.lines
    from incoming new join run on run.id = new."runId" and run."claimedBy" = new.owner
    on conflict do nothing
    returning "runId", "lastSeq"
  )
  select "runId", pg_notify($6 || "runId", "lastSeq"::text) from stored`

/**
 * Stores at most one batch a run, all in one statement, and wakes the readers.
 * @returns the runs whose batch was stored. Left out are those whose numbers are taken, or whose owner is another.
 */
export async function storeBatches(on: pg.Pool, batches: readonly Batch[]): Promise<ReadonlySet<string>> {
  const { rows } = await on.query<{ runId: string }>({
    name: 'log-store',
    text: STORE,
    values: [
      batches.map((batch) => batch.runId),
      batches.map((batch) => batch.owner),
      batches.map((batch) => batch.firstSeq),
      batches.map((batch) => batch.firstSeq + batch.packed.length - 1),
      batches.map((batch) => batch.lines),
      busTopics.runLog(''),
    ],
  })
  return new Set(rows.map((row) => row.runId))
}

/** The last number stored, by run; runs without lines are left out. */
export async function logHeads(on: pg.Pool, runIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await on.query<{ runId: string; head: number }>(
    'select "runId", max("lastSeq") as head from log_chunk where "runId" = any($1::text[]) group by "runId"',
    [runIds],
  )
  return new Map(rows.map((row) => [row.runId, row.head]))
}

/** How much is stored of a run's log, in bytes. */
export async function storedBytes(runId: string): Promise<number> {
  const { rows } = await pool().query<{ bytes: string }>(
    'select coalesce(sum(octet_length(lines)), 0) as bytes from log_chunk where "runId" = $1',
    [runId],
  )
  return Number(rows[0]?.bytes ?? 0)
}

/** What stands at a number, the last number of all, and who owns the run. */
export async function storedChunk(
  on: pg.Pool,
  runId: string,
  firstSeq: number,
): Promise<{ readonly lines: string | undefined; readonly head: number; readonly owner: string | undefined }> {
  const { rows } = await on.query<{ lines: string | null; head: number | null; owner: string | null }>(
    `select "claimedBy" as owner,
       (select lines from log_chunk where "runId" = $1 and "firstSeq" = $2) as lines,
       (select max("lastSeq") from log_chunk where "runId" = $1) as head
     from run where id = $1`,
    [runId, firstSeq],
  )
  const [row] = rows
  return { lines: row?.lines ?? undefined, head: row?.head ?? 0, owner: row?.owner ?? undefined }
}

interface ChunkRow {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly lines: string
}

/** Rows of a page: at most about this many characters, one row at least. */
const PAGE_CHARS = 256 * 1024
const PAGE_ROWS = 100

/** The stored rows after number `after`, as text, in order: as many as make a page. */
export async function readChunkRows(runId: string, after: number, on = pool()): Promise<readonly ChunkRow[]> {
  const { rows } = await on.query<ChunkRow>({
    name: 'log-read',
    text: `select "firstSeq", "lastSeq", lines from (
             select *, sum(length(lines)) over (order by "lastSeq") - length(lines) as before
             from (select * from log_chunk where "runId" = $1 and "lastSeq" > $2 order by "lastSeq" limit ${PAGE_ROWS}) page
           ) sized where before < ${PAGE_CHARS} order by "lastSeq"`,
    values: [runId, after],
  })
  return rows
}

async function readChunkRowsBefore(runId: string, before: number): Promise<readonly ChunkRow[]> {
  const { rows } = await pool().query<ChunkRow>({
    name: 'log-read-before',
    text: `select "firstSeq", "lastSeq", lines from log_chunk
           where "runId" = $1 and "firstSeq" < $2 order by "firstSeq" desc limit ${PAGE_ROWS}`,
    values: [runId, before],
  })
  return rows
}

const parse = (row: ChunkRow): LogChunk => ({ firstSeq: row.firstSeq, lines: JSON.parse(row.lines) })

/** All lines after number `after`, page by page, in order. */
export async function* readLines(runId: string, after = 0): AsyncGenerator<readonly LogLine[]> {
  for (let cursor = after; ; ) {
    const rows = await readChunkRows(runId, cursor)
    const from = cursor
    for (const row of rows) cursor = row.lastSeq
    if (cursor === from) return
    yield rows.flatMap((row) => unpackLines(parse(row), from))
  }
}

export interface LogPageQuery {
  /** Only lines of this node. */
  readonly node?: string | undefined
  /** Exactly one of the two: the lines that follow a number, or those that stand before it. */
  readonly after?: number | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** At most `limit` lines after or before a number, in order. */
export async function readLogPage(runId: string, query: LogPageQuery): Promise<readonly LogLine[]> {
  const { node, after, before, limit } = query
  const wanted = (line: LogLine) => node === undefined || line.node === node
  const found: LogLine[] = []
  if (before === undefined) {
    for await (const lines of readLines(runId, after ?? 0)) {
      found.push(...lines.filter(wanted))
      if (found.length >= limit) break
    }
    return found.slice(0, limit)
  }
  for (let edge = before; found.length < limit; ) {
    const rows = await readChunkRowsBefore(runId, edge)
    const last = rows.at(-1)
    if (last === undefined) break
    edge = last.firstSeq
    for (const row of rows) found.unshift(...unpackLines(parse(row)).filter((l) => l.seq < before && wanted(l)))
  }
  return found.slice(-limit)
}
