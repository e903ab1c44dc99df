import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import { busTopics } from '@/lib/events/bus-topics'
import type { TopicPage } from '@/lib/events/topic-source'
import { visibleClusters } from '@/lib/features/clusters/visible-clusters'
import { defineTopic } from '../live-topic'

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

/**
 * A cluster's live view; cursors are the view's numbers. Pages are `{ snapshot?, deltas }`: a whole view where one is
 * needed, and what changed since it or the cursor.
 */
export const clusterTopic = defineTopic({
  address: 'cluster:<clusterId>',
  action: 'clusters.read',
  about: { countVisible: countVisibleClusters, id: ({ clusterId }) => clusterId },
  source: (_actor, { clusterId }) => ({
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
  }),
})

function countVisibleClusters(actor: Actor, ids: readonly string[]): Promise<number> {
  return db().cluster.count({ where: { id: { in: [...ids] }, AND: visibleClusters(actor) } })
}

function clusterPage(snapshot: DeltaRow | undefined, deltas: readonly DeltaRow[]): TopicPage | undefined {
  const last = deltas.at(-1) ?? snapshot
  if (last === undefined) return undefined
  const changes = `"deltas":[${deltas.map((delta) => delta.body).join(',')}]`
  return { to: last.seq, body: snapshot === undefined ? `{${changes}}` : `{"snapshot":${snapshot.body},${changes}}` }
}
