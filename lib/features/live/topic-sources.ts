import { createHash } from 'node:crypto'
import type { HomeData } from '@/lib/contracts/runs'
import { type Actor, ownedBy } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import { busTopics } from '@/lib/events/bus-topics'
import { readChunkRows } from '@/lib/events/log-table'
import { loadEvents } from '@/lib/events/run-journal'
import type { TopicPage, TopicSource } from '@/lib/events/topic-source'
import { presentEvent } from '@/lib/features/runs/present'
import { listRuns } from '@/lib/features/runs/queries'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'
import type { ParsedTopic } from '@/lib/shared/live-stream'

/** The source of a topic that the actor may see: authorise it before. */
export function topicSource(actor: Actor, topic: ParsedTopic): TopicSource {
  switch (topic.kind) {
    case 'home':
      return homeSource(actor)
    case 'run':
      return runSource(topic.runId)
    case 'log':
      return logSource(topic.runId)
    case 'cluster':
      return clusterSource(topic.clusterId)
  }
}

/** Pages are RunEvent[], without outputs. */
function runSource(runId: string): TopicSource {
  return {
    key: `run:${runId}`,
    wakeOn: busTopics.runEvents(runId),
    numbered: true,
    async read(after) {
      const events = await loadEvents(runId, after)
      if (events.length === 0) return undefined
      return { to: after + events.length, body: JSON.stringify(events.map(presentEvent)) }
    },
  }
}

/** Pages are LogChunk[], as they are stored: no line is parsed on its way to the browser. */
function logSource(runId: string): TopicSource {
  return {
    key: `log:${runId}`,
    wakeOn: busTopics.runLog(runId),
    numbered: true,
    async read(after) {
      const rows = await readChunkRows(runId, after)
      const last = rows.at(-1)
      if (last === undefined) return undefined
      const chunks = rows.map(({ firstSeq, lines }) => `{"firstSeq":${firstSeq},"lines":${lines}}`)
      return { to: last.lastSeq, body: `[${chunks.join(',')}]` }
    },
  }
}

interface DeltaRow {
  readonly seq: number
  readonly body: string
}

/** One statement, so that both are of the same moment. */
const NEWS = `
  select greatest((select max(seq) from cluster_delta where "clusterId" = $1),
                  (select seq from cluster_snapshot where "clusterId" = $1)) as head,
    coalesce((select json_agg(json_build_object('seq', seq, 'body', body) order by seq)
              from cluster_delta where "clusterId" = $1 and seq > $2), '[]'::json) as news`
const WHOLE = `
  select snapshot.seq, snapshot.body,
    coalesce((select json_agg(json_build_object('seq', seq, 'body', body) order by seq)
              from cluster_delta where "clusterId" = $1 and seq > coalesce(snapshot.seq, 0)), '[]'::json) as deltas
  from (values (1)) as one left join cluster_snapshot snapshot on snapshot."clusterId" = $1`

interface News {
  readonly head: number | null
  readonly news: readonly DeltaRow[]
}

type Whole = (DeltaRow | { readonly seq: null; readonly body: null }) & { readonly deltas: readonly DeltaRow[] }

/** Pages are `{ snapshot?, deltas }`: a whole view where one is needed, and what changed since it or the cursor. */
function clusterSource(clusterId: string): TopicSource {
  return {
    key: `cluster:${clusterId}`,
    wakeOn: busTopics.clusterLive(clusterId),
    // A cluster's view may begin anew.
    numbered: false,
    async read(after) {
      const asked = { name: 'cluster-live-news', text: NEWS, values: [clusterId, after] }
      const [found] = (await pool().query<News>(asked)).rows
      if (found === undefined || found.head === null || found.head === after) return undefined
      if (after > 0 && found.news[0]?.seq === after + 1) return clusterPage(undefined, found.news)
      // The reader is new, was away for too long, or the view began anew.
      const all = { name: 'cluster-live-whole', text: WHOLE, values: [clusterId] }
      const [whole] = (await pool().query<Whole>(all)).rows
      return whole && clusterPage(whole.seq === null ? undefined : whole, whole.deltas)
    },
  }
}

function clusterPage(snapshot: DeltaRow | undefined, deltas: readonly DeltaRow[]): TopicPage | undefined {
  const last = deltas.at(-1) ?? snapshot
  if (last === undefined) return undefined
  const changes = `"deltas":[${deltas.map((delta) => delta.body).join(',')}]`
  return { to: last.seq, body: snapshot === undefined ? `{${changes}}` : `{"snapshot":${snapshot.body},${changes}}` }
}

/** Pages are HomeData, whole each time; the cursor is a digest of it, so a reader that has it gets nothing. */
function homeSource(actor: Actor): TopicSource {
  return {
    key: `home:${actor.role}:${actor.userId}`,
    wakeOn: busTopics.home,
    numbered: false,
    concerns: (ownerId) => actor.role === 'admin' || ownerId === actor.userId,
    async read(after) {
      const body = JSON.stringify(await readHome(actor))
      const to = createHash('sha256').update(body).digest().readUIntBE(0, 6)
      return to === after ? undefined : { to, body }
    },
  }
}

const LATEST_RUNS = 30

/** What the topic `home` carries. */
export async function readHome(actor: Actor): Promise<HomeData> {
  const [clusters, runs] = await Promise.all([
    db().cluster.findMany({
      where: { ...ownedBy(actor), deletedAt: null },
      select: { id: true, name: true, provider: true, phase: true },
      orderBy: { createdAt: 'asc' },
    }),
    listRuns(actor, { limit: LATEST_RUNS }),
  ])
  // Phases are written by saveRunStatus and startRun only.
  return { clusters: clusters.map((cluster) => ({ ...cluster, phase: cluster.phase as ClusterPhase })), runs }
}
