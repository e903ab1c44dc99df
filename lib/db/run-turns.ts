import type pg from 'pg'
import { pool } from './pool'
import { HOLD_KEY } from './run-holds'

/** How workers share their places among the people whose runs wait. See docs/adr on fair shares of runs. */
export const RUN_SHARES = {
  /** Runs of one person at a time, over all workers. A run that stalls keeps its place, so nobody may have all of them. */
  aPerson: 15,
  /** Of a worker's places, this share is only for people of whom no run goes on. */
  keptForFirst: 0.2,
} as const

/**
 * The line of those that wait: runs that should go on and that no live process holds, by whose turn it is. A run's `turn`
 * is how many of its person's runs will go on with it; so everybody's first comes before anybody's second. Cheap: meant to
 * be asked every second.
 */
const line = (left: string) => `
  held as materialized (
    select (classid::bigint << 32) | objid::bigint as key from pg_locks
    where locktype = 'advisory' and objsubid = 1 and granted
      and database = (select oid from pg_database where datname = current_database())
  ), going as materialized (
    select id, "ownerId", "createdAt", recipe, ${HOLD_KEY('run.id')} in (select key from held) as held
    from run where status in ('running', 'unwinding')
  ), own as (
    select "ownerId", (count(*) filter (where held))::int as running from going group by "ownerId"
  ), line as (
    select id, "createdAt", recipe, running,
      running + (row_number() over (partition by "ownerId" order by "createdAt", id))::int as turn
    from going join own using ("ownerId") where not held ${left}
  )`
const IN_LINE = 'turn, "createdAt", id'
const ENTITLED = `turn <= ${RUN_SHARES.aPerson}`

/** Which runs a worker does: those of these recipes, or all but those. */
export interface RunChoice {
  readonly recipes: readonly string[]
  readonly only: boolean
}
const EVERY_RUN: RunChoice = { recipes: [], only: false }

/** As many as are worth trying: another worker may take the first ones at the same moment. */
const TRIED = 5

/**
 * The runs whose turn it is, the first one first.
 * @param onlyFirst leaves out the runs of people of whom another run goes on
 * @param except runs that are left out, as if they did not wait
 * @param choice of the worker that asks; every run when left out
 */
export async function nextRuns(
  {
    onlyFirst,
    except,
    choice: { recipes, only } = EVERY_RUN,
  }: { readonly onlyFirst: boolean; readonly except: readonly string[]; readonly choice?: RunChoice },
  from: pg.Pool = pool(),
): Promise<readonly string[]> {
  const { rows } = await from.query<{ id: string }>({
    name: 'run-next',
    text: `with ${line('and id <> all($2::text[]) and (recipe = any($3::text[])) = $4::boolean')}
      select id from line where ${ENTITLED} and (turn = 1 or not $1::boolean) order by ${IN_LINE} limit ${TRIED}`,
    values: [onlyFirst, except, recipes, only],
  })
  return rows.map(({ id }) => id)
}

export interface WaitingRun {
  readonly runId: string
  /** Number of its last event; 0 when it has none. */
  readonly seq: number
  readonly recipe: string
}

/** Younger runs are still on their way through the queue. */
const SETTLED = `interval '1 second'`
/** Requests a second and worker, when all places are taken and hundreds wait. */
const SWEPT = 20

/** Runs that no live process holds, and that nobody's share keeps from going on. */
export async function waitingRuns(from: pg.Pool = pool()): Promise<readonly WaitingRun[]> {
  const { rows } = await from.query<WaitingRun>({
    name: 'run-waiting',
    text: `with ${line('')}
      select id as "runId", recipe, coalesce((select max(seq) from run_event where "runId" = line.id), 0) as seq
      from line where ${ENTITLED} and "createdAt" < (now() at time zone 'utc') - ${SETTLED}
      order by ${IN_LINE} limit ${SWEPT}`,
  })
  return rows
}

/** Where a run stands in the line. */
export interface RunPlace {
  /** 1 is the next. */
  readonly place: number
  /** Runs of the same person that go on. */
  readonly ownRunning: number
}

/**
 * Undefined for a run that does not wait: it goes on, or rests.
 * @param apart recipes whose runs have a line of their own
 */
export async function runPlace(
  runId: string,
  apart: readonly string[] = [],
  from: pg.Pool = pool(),
): Promise<RunPlace | undefined> {
  const { rows } = await from.query<RunPlace>({
    name: 'run-place',
    text: `with ${line('')}
      select place, running as "ownRunning"
      from (
        select id, running,
          (row_number() over (partition by recipe = any($2::text[]) order by ${IN_LINE}))::int as place from line
      ) as placed
      where id = $1`,
    values: [runId, apart],
  })
  return rows[0]
}
