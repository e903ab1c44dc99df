import type { LogLine, RunData, RunSummary } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma, Run } from '@/lib/db/generated/client'
import { pool } from '@/lib/db/pool'
import type { Plan } from '@/lib/engine/plan'
import { type LogPageQuery, logHeads, readLines, readLogPage } from '@/lib/events/log-table'
import { planOutline } from '@/lib/events/plan-outline'
import { loadEvents } from '@/lib/events/run-journal'
import type { SubjectRef } from '@/lib/ports/recipe'
import { presentEvent, presentPlan, presentRuns, SUMMARY_COLUMNS } from './present'
import { recipeOf, subjectKind } from './run-kinds'
import { runWait } from './run-wait'
import { stepDurations } from './step-durations'
import { visibleRuns } from './visible-runs'

/** Throws `not-found` for a run that does not exist and for somebody else's alike. */
export const findRun = (actor: Actor, runId: string): Promise<RunSummary> => findOne(actor, { id: runId })

/** A run by its number within its subject, as in the address of its page. Throws `not-found`. */
export const findRunByNumber = (actor: Actor, { type, id }: SubjectRef, number: number): Promise<RunSummary> =>
  findOne(actor, { subjectType: type, subjectId: id, number })

async function findOne(actor: Actor, where: Prisma.RunWhereInput): Promise<RunSummary> {
  const rows = await db().run.findMany({
    where: { AND: [where, visibleRuns(actor)] },
    select: SUMMARY_COLUMNS,
    take: 1,
  })
  const [run] = await presentRuns(rows)
  if (run === undefined) throw notFound('run')
  return run
}

/** Everything that a run's page begins with. Throws `not-found`. */
export async function readRun(actor: Actor, runId: string): Promise<RunData> {
  const row = await db().run.findFirst({
    where: { id: runId, ...visibleRuns(actor) },
    select: SUMMARY_COLUMNS,
  })
  const plan = row && (await planOutline(runId))
  if (!plan) throw notFound('run')
  const [[run], events, heads, estimates, last, addresses, waiting] = await Promise.all([
    presentRuns([row]),
    loadEvents(runId, 0),
    logHeads(pool(), [runId]),
    stepDurations(row.recipe, row.provider),
    lastTimeMs(actor, row),
    addressesOf(plan),
    runWait(runId),
  ])
  if (run === undefined) throw notFound('run')
  return {
    run,
    waiting,
    effect: recipeOf(row.recipe, subjectKind(row.subjectType)).effect,
    plan: presentPlan(plan, addresses),
    events: events.map(presentEvent),
    logHead: heads.get(runId) ?? 0,
    estimates,
    lastTimeMs: last,
    now: Date.now(),
  }
}

/** Where the machines of a plan are now, by their id. */
async function addressesOf({ lanes }: Plan): Promise<ReadonlyMap<string, string>> {
  const ids = lanes.flatMap(({ machineId }) => machineId ?? [])
  const rows = await db().machine.findMany({ where: { id: { in: ids } }, select: { id: true, address: true } })
  return new Map(rows.flatMap(({ id, address }) => (address === null ? [] : [[id, address]])))
}

export interface RunFilter {
  readonly subject?: SubjectRef | undefined
  readonly limit?: number
}

/** The runs that an actor may see, newest first. */
export async function listRuns(actor: Actor, { subject, limit = 50 }: RunFilter = {}): Promise<readonly RunSummary[]> {
  const rows = await db().run.findMany({
    where: {
      ...visibleRuns(actor),
      ...(subject === undefined ? {} : { subjectType: subject.type, subjectId: subject.id }),
    },
    select: SUMMARY_COLUMNS,
    orderBy: [{ createdAt: 'desc' }, { number: 'desc' }],
    take: limit,
  })
  return presentRuns(rows)
}

/** How long the latest other run of this kind took, in milliseconds; null when none has succeeded yet. */
async function lastTimeMs(actor: Actor, run: Pick<Run, 'id' | 'recipe' | 'provider'>): Promise<number | null> {
  const last = await db().run.findFirst({
    where: {
      AND: [visibleRuns(actor), { NOT: { id: run.id } }],
      recipe: run.recipe,
      provider: run.provider,
      status: 'succeeded',
      startedAt: { not: null },
      endedAt: { not: null },
    },
    select: { startedAt: true, endedAt: true },
    orderBy: { createdAt: 'desc' },
  })
  return last?.endedAt && last.startedAt ? last.endedAt.getTime() - last.startedAt.getTime() : null
}

const LATEST = `
  select distinct on ("subjectId") id from run where "subjectType" = $1 and "subjectId" = any($2::text[])
  order by "subjectId", number desc`

/** The latest run of each of these subjects that the actor may see, by the subject's id. */
export async function latestRuns(
  actor: Actor,
  subjectType: string,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, RunSummary>> {
  const asked = { name: 'run-latest', text: LATEST, values: [subjectType, subjectIds] }
  const ids = (await pool().query<{ id: string }>(asked)).rows.map(({ id }) => id)
  const rows = await db().run.findMany({ where: { id: { in: ids }, ...visibleRuns(actor) }, select: SUMMARY_COLUMNS })
  return new Map((await presentRuns(rows)).map((run) => [run.subject.id, run]))
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
