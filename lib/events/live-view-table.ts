import type pg from 'pg'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import { pool } from '@/lib/db/pool'
import { applyDelta, type ClusterDelta } from '@/lib/shared/live-cluster/cluster-view'
import { busTopics } from './bus-topics'
import { isNumberTaken } from './run-journal'

/** Deltas kept behind the snapshot: a browser that was away for a moment needs no new snapshot. */
export const DELTAS_KEPT = 200

const APPEND = `
  with held as (
    select "clusterId" from watch_lease where "clusterId" = $1 and holder = $2
  ), appended as (
    insert into cluster_delta ("clusterId", seq, body) select "clusterId", $3::int, $4 from held returning seq
  )
  select pg_notify($5, seq::text) from appended`

/**
 * Stores a delta and wakes those who look at the cluster. `false` when `holder` no longer watches it, or another one has
 * written this number: let go then.
 */
export async function appendDelta(clusterId: string, holder: string, delta: ClusterDelta): Promise<boolean> {
  try {
    const { rowCount } = await pool().query({
      name: 'cluster-delta-append',
      text: APPEND,
      values: [clusterId, holder, delta.seq, JSON.stringify(delta), busTopics.clusterLive(clusterId)],
    })
    return rowCount === 1
  } catch (error) {
    if (isNumberTaken(error)) return false
    throw error
  }
}

const SAVE = `
  with saved as (
    insert into cluster_snapshot ("clusterId", seq, body, "savedAt")
    select "clusterId", $3::int, $4, now() at time zone 'utc' from watch_lease where "clusterId" = $1 and holder = $2
    on conflict ("clusterId") do update set seq = excluded.seq, body = excluded.body, "savedAt" = excluded."savedAt"
    where cluster_snapshot.seq < excluded.seq
    returning "clusterId"
  )
  delete from cluster_delta using saved
  where cluster_delta."clusterId" = saved."clusterId" and cluster_delta.seq <= $3::int - ${DELTAS_KEPT}`

/** Makes `view` the snapshot, unless there is a newer one, and drops deltas far behind it. */
export async function saveSnapshot(clusterId: string, holder: string, view: ClusterView): Promise<void> {
  await pool().query({
    name: 'cluster-snapshot-save',
    text: SAVE,
    values: [clusterId, holder, view.seq, JSON.stringify(view)],
  })
}

/** The whole view as last written; undefined when nobody has watched the cluster yet. */
export async function loadView(clusterId: string, on: pg.Pool = pool()): Promise<ClusterView | undefined> {
  const { rows } = await on.query<{ body: string }>({
    name: 'cluster-snapshot-load',
    text: 'select body from cluster_snapshot where "clusterId" = $1',
    values: [clusterId],
  })
  const [snapshot] = rows
  if (snapshot === undefined) return undefined
  // Both tables are written by this file only.
  const view = JSON.parse(snapshot.body) as ClusterView
  const deltas = await loadDeltas(clusterId, view.seq, on)
  return deltas.reduce<ClusterView>((seen, delta) => applyDelta(seen, delta) ?? seen, view)
}

/** Deltas after `seq`, in order. When the first is not `seq + 1` some are gone: take a snapshot. */
export async function loadDeltas(
  clusterId: string,
  after: number,
  on: pg.Pool = pool(),
): Promise<readonly ClusterDelta[]> {
  const { rows } = await on.query<{ body: string }>({
    name: 'cluster-deltas-load',
    text: 'select body from cluster_delta where "clusterId" = $1 and seq > $2 order by seq',
    values: [clusterId, after],
  })
  return rows.map((row) => JSON.parse(row.body) as ClusterDelta)
}

/** The cluster is gone, and so is its view. */
export async function forgetView(clusterId: string): Promise<void> {
  await pool().query('delete from cluster_delta where "clusterId" = $1', [clusterId])
  await pool().query('delete from cluster_snapshot where "clusterId" = $1', [clusterId])
}
