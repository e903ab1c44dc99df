import { numberFaults, viewerFaults } from '@/e2e/log-faults'
import { LogViewer } from '@/e2e/log-viewer'
import type { TestPanel } from '@/e2e/panel'
import type { PanelClient, StartedRun } from '@/e2e/panel-client'
import type { LogLine } from '@/lib/contracts/runs'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { openPool } from '@/lib/db/pool'
import { readChunkRows } from '@/lib/events/log-table'
import { unpackLines } from '@/lib/shared/log-line'
import { scaledMs } from '@/lib/testing/pace'
import { killsOf, type RoundPlan } from './chaos-plan'
import type { ChaosWorld } from './chaos-world'
import { comparedLines, contentFaults } from './content-faults'
import { doubledLines } from './doubled-lines'
import { eventFaults } from './event-faults'
import type { Hits } from './hits'
import { Killer } from './killer'
import { ownLineFaults } from './own-line-faults'

const VIEWERS = 2
const VIEWERS_DEADLINE_MS = scaledMs(30_000)

export interface ChaosSite {
  readonly panel: TestPanel
  readonly client: PanelClient
  readonly cookie: string
  readonly world: ChaosWorld
  readonly hits: Hits
  readonly say: (line: string) => void
}

/** Makes a cluster and deletes it, each under its own kills. What broke, one sentence each; empty when nothing did. */
export async function chaosRound(
  site: ChaosSite,
  name: string,
  making: RoundPlan,
  deleting: RoundPlan,
): Promise<readonly string[]> {
  const { client, world } = site
  const made = await world.create(client, name, making)
  const faults = await disturbedRun(site, made, making)
  if (faults.length > 0) return faults
  const cluster = { clusterId: made.clusterId, name }
  faults.push(...(await world.faultsOf(client, cluster, 'made')))
  const deleted = await patiently(() => client.deleteCluster(made.clusterId, name))
  faults.push(...(await disturbedRun(site, deleted, deleting)))
  if (faults.length === 0) faults.push(...(await patiently(() => world.faultsOf(client, cluster, 'deleted'))))
  return faults
}

/** Follows a run to its end while parts are killed. */
async function disturbedRun(site: ChaosSite, { runId }: StartedRun, round: RoundPlan): Promise<string[]> {
  const { panel, client, cookie, world, hits, say } = site
  const { plan, run } = await patiently(() => client.readRun(runId))
  const kills = killsOf(
    round,
    plan.nodes.map(({ id }) => id),
  )
  const viewers = Array.from({ length: VIEWERS }, () => new LogViewer(runId, cookie, [panel.url]))
  const killer = new Killer(panel, runId, kills)
  try {
    await client.untilRunIs(runId, 'succeeded', world.runDeadlineMs)
    await killer.stop()
    hits.add(
      plan.nodes.map(({ step }) => step),
      plan.nodes.flatMap(({ id, step }) => (killer.hitNodes.includes(id) ? [step] : [])),
    )
    const { events, ...ended } = await patiently(() => client.readRun(runId))
    const faults = [...eventFaults({ ...ended, events })]
    const stored = await patiently(() => storedLines(panel.databaseUrl, runId))
    await until(() => viewers.every(({ lines }) => lines.length >= stored.length))
    const story = { plan, events, lines: stored, exchanges: await world.exchanges() }
    faults.push(...numberFaults('the log', stored), ...contentFaults(story))
    faults.push(...ownLineFaults(story), ...doubledLines(stored))
    for (const { lines } of viewers) faults.push(...viewerFaults('a viewer', lines, stored))
    const sizes = `${plan.nodes.length} nodes, ${stored.length} lines, ${comparedLines(story)} of them compared`
    say(`  ${run.title}: ${sizes}; killed ${killer.done.join(', ') || 'nothing'}`)
    return faults
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const stands = await whereItStands(site, runId).catch((unknown: unknown) => [String(unknown)])
    return [`${run.title}, after killing ${killer.done.join(', ')}: ${reason}`, ...stands]
  } finally {
    await killer.stop().catch(() => undefined) // said already, or less than what broke
    await Promise.all(viewers.map((viewer) => viewer.stop()))
  }
}

/** What a run that broke was doing: events of the nodes that are not done, and the last lines of its log. */
async function whereItStands({ panel, client }: ChaosSite, runId: string): Promise<readonly string[]> {
  const { events } = await client.readRun(runId)
  const done = new Set(events.flatMap((event) => (event.type === 'succeeded' ? [event.node] : [])))
  const open = events.filter((event) => !('node' in event) || !done.has(event.node ?? ''))
  const lines = await storedLines(panel.databaseUrl, runId)
  return [
    ...open.slice(-15).map((event) => JSON.stringify(event)),
    ...lines
      .slice(-10)
      .map(({ at, node, attempt, text }) => `${new Date(at).toISOString()} ${node} ${attempt} ${text}`),
  ]
}

async function storedLines(databaseUrl: string, runId: string): Promise<readonly LogLine[]> {
  const pool = openPool(databaseUrl, 1)
  const lines: LogLine[] = []
  try {
    for (let cursor = 0; ; ) {
      const rows = await readChunkRows(runId, cursor, pool)
      if (rows.length === 0) return lines
      for (const row of rows) {
        lines.push(...unpackLines({ firstSeq: row.firstSeq, lines: JSON.parse(row.lines) }))
        cursor = row.lastSeq
      }
    }
  } finally {
    await pool.end()
  }
}

/** Again and again while a part of the panel is on its way back. Only for what does no harm when it is done twice. */
function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let latest: unknown
  return waitFor<Answer>({
    look: async () => {
      try {
        return await ask()
      } catch (error) {
        latest = error
        return undefined
      }
    },
    everyMs: 100,
    deadlineMs: scaledMs(30_000),
    onDeadline: () => new AppError('panel-away', { userMessage: `The panel did not answer well: ${latest}` }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
}

/** What viewers lack in the end is said by viewerFaults. */
function until(holds: () => boolean): Promise<unknown> {
  return waitFor<true>({
    look: async () => holds() || undefined,
    everyMs: 20,
    deadlineMs: VIEWERS_DEADLINE_MS,
    onDeadline: () => new AppError('viewers-behind', { userMessage: 'The viewers are behind.' }),
    clock: systemClock,
    signal: new AbortController().signal,
  }).catch(() => undefined)
}
