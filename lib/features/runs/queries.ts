import type { LogLine, RunData, RunSummary } from '@/lib/contracts/runs'
import { type Actor, ownedBy } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import type { Plan } from '@/lib/engine/plan'
import { type LogPageQuery, logHeads, readLines, readLogPage } from '@/lib/events/log-table'
import { loadEvents } from '@/lib/events/run-journal'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'
import { presentEvent, presentPlan, presentRun, SUMMARY_COLUMNS } from './present'
import { stepDurations } from './step-durations'

const missing = () =>
  new AppError('not-found', { userMessage: 'There is no such run, or it is not yours.', details: { what: 'run' } })

const visibleTo = (actor: Actor) => ({ cluster: ownedBy(actor) })

/** Throws `not-found` for a run that does not exist and for somebody else's alike. */
export async function findRun(actor: Actor, runId: string): Promise<RunSummary> {
  const row = await db().run.findFirst({ where: { id: runId, ...visibleTo(actor) }, select: SUMMARY_COLUMNS })
  if (row === null) throw missing()
  return presentRun(row)
}

/** A run by its number within its cluster, as in the address of its page. Throws `not-found`. */
export async function findRunByNumber(actor: Actor, clusterId: string, number: number): Promise<RunSummary> {
  const row = await db().run.findFirst({ where: { clusterId, number, ...visibleTo(actor) }, select: SUMMARY_COLUMNS })
  if (row === null) throw missing()
  return presentRun(row)
}

/** Everything that a run's page begins with. Throws `not-found`. */
export async function readRun(actor: Actor, runId: string): Promise<RunData> {
  const row = await db().run.findFirst({
    where: { id: runId, ...visibleTo(actor) },
    select: { ...SUMMARY_COLUMNS, plan: true, cluster: { select: { name: true, provider: true, phase: true } } },
  })
  if (row === null) throw missing()
  const { provider, phase } = row.cluster
  // Written by startRun as a Plan; Prisma knows it as JSON.
  const plan = row.plan as unknown as Plan
  const [events, heads, estimates, addresses] = await Promise.all([
    loadEvents(runId, 0),
    logHeads(pool(), [runId]),
    stepDurations(row.recipe, provider),
    addressesOf(plan),
  ])
  return {
    run: presentRun(row),
    provider,
    // Written by saveRunStatus only.
    phase: phase as ClusterPhase,
    plan: presentPlan(plan, addresses),
    events: events.map(presentEvent),
    logHead: heads.get(runId) ?? 0,
    estimates,
    now: Date.now(),
  }
}

/** Where the machines of a plan are now, by their id. */
async function addressesOf({ lanes }: Plan): Promise<ReadonlyMap<string, string>> {
  const ids = lanes.flatMap(({ machineId }) => machineId ?? [])
  const rows = await db().machine.findMany({ where: { id: { in: ids } }, select: { id: true, address: true } })
  return new Map(rows.map(({ id, address }) => [id, address]))
}

export interface RunFilter {
  readonly clusterId?: string | undefined
  readonly limit?: number
}

/** The actor's runs, newest first. */
export async function listRuns(
  actor: Actor,
  { clusterId, limit = 50 }: RunFilter = {},
): Promise<readonly RunSummary[]> {
  const rows = await db().run.findMany({
    where: { ...visibleTo(actor), ...(clusterId === undefined ? {} : { clusterId }) },
    select: SUMMARY_COLUMNS,
    orderBy: [{ createdAt: 'desc' }, { number: 'desc' }],
    take: limit,
  })
  return rows.map(presentRun)
}

/** At most `limit` lines of a run after or before a number. Throws `not-found`. */
export async function runLogPage(actor: Actor, runId: string, query: LogPageQuery): Promise<readonly LogLine[]> {
  await findRun(actor, runId)
  return readLogPage(runId, query)
}

/** The whole log as text, a page at a time: `time node#attempt stream text`. Throws `not-found`. */
export async function runLogText(actor: Actor, runId: string): Promise<AsyncGenerator<string>> {
  await findRun(actor, runId)
  return textOf(readLines(runId))
}

async function* textOf(pages: AsyncGenerator<readonly LogLine[]>): AsyncGenerator<string> {
  for await (const lines of pages) {
    yield lines
      .map(({ at, node, attempt, stream, text }) => {
        const who = attempt > 1 ? `${node}#${attempt}` : node
        return `${new Date(at).toISOString()} ${who} ${stream.padEnd(4)} ${text}\n`
      })
      .join('')
  }
}
