import { pool } from '@/lib/db/pool'
import type { RunStatus } from '@/lib/engine/decide'
import { busTopics } from '@/lib/events/bus-topics'
import { clusterPhase } from '@/lib/shared/cluster-phase'

/** Whether a run with this status is over: then its cluster is free for another run. Held and stuck runs keep it. */
const OVER = {
  running: false,
  unwinding: false,
  held: false,
  stuck: false,
  succeeded: true,
  undone: true,
} as const satisfies Record<RunStatus, boolean>

const SAVE = `
  with changed as (
    update run set status = $2, "statusSeq" = $3,
      "endedAt" = case when $4 then coalesce("endedAt", now() at time zone 'utc') end
    where id = $1 and "statusSeq" <= $3
    returning "clusterId"
  ), unlocked as (
    delete from cluster_lock using changed where $4 and "runId" = $1
  ), phased as (
    update cluster set phase = $5,
      "deletedAt" = case when $5 = 'deleted' then coalesce("deletedAt", now() at time zone 'utc') else "deletedAt" end
    from changed where cluster.id = changed."clusterId"
    returning cluster.id, "ownerId"
  )
  select pg_notify($6, "ownerId"), pg_notify($7, id) from phased`

/**
 * Copies what the events of a run say to where lists and locks look: the run's status, its cluster's phase, and the
 * cluster's lock, which a run that is over gives back. All in one statement; repeatable.
 * @param seq number of the last event that the status takes into account: what is known as of a later one stays
 */
export async function saveRunStatus(
  run: { readonly id: string; readonly recipe: string },
  status: RunStatus,
  seq: number,
): Promise<void> {
  await pool().query({
    name: 'run-status-save',
    text: SAVE,
    values: [run.id, status, seq, OVER[status], clusterPhase(run.recipe, status), busTopics.home, busTopics.clusters],
  })
}
