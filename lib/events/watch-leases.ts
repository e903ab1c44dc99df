import { pool } from '@/lib/db/pool'

/** A cluster with saved access, and who watches it. */
export interface Watchable {
  readonly clusterId: string
  readonly kubeconfigSecretId: string
  readonly provider: string
  /** Whoever holds the lease, in force or not. */
  readonly holder: string | null
  /** The lease is in force. */
  readonly held: boolean
}

const NOW = `clock_timestamp() at time zone 'utc'`

const RENEW_AND_LIST = `
  with renewed as (
    update watch_lease set "expiresAt" = ${NOW} + $2 * interval '1 millisecond' where holder = $1 returning "clusterId"
  )
  select cluster.id as "clusterId", cluster."kubeconfigSecretId", cluster.provider, lease.holder,
    renewed."clusterId" is not null or coalesce(lease."expiresAt" > ${NOW}, false) as held
  from cluster
  left join watch_lease lease on lease."clusterId" = cluster.id
  left join renewed on renewed."clusterId" = cluster.id
  where cluster."kubeconfigSecretId" is not null and cluster."deletedAt" is null
  order by cluster.id`

/** Keeps this holder's leases in force for `ttlMs` more, and tells of all clusters that want a watcher. */
export async function renewLeases(holder: string, ttlMs: number): Promise<readonly Watchable[]> {
  const { rows } = await pool().query<Watchable>({
    name: 'watch-leases-renew',
    text: RENEW_AND_LIST,
    values: [holder, ttlMs],
  })
  return rows
}

const TAKE = `
  insert into watch_lease ("clusterId", holder, "expiresAt")
  select id, $2, ${NOW} + $3 * interval '1 millisecond' from cluster where id = $1
  on conflict ("clusterId") do update set holder = excluded.holder, "expiresAt" = excluded."expiresAt"
  where watch_lease."expiresAt" <= ${NOW} or watch_lease.holder = excluded.holder
  returning "clusterId"`

/** Takes a lease that is free or has run out. `false` when somebody else has it, or the cluster is gone. */
export async function takeLease(clusterId: string, holder: string, ttlMs: number): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'watch-lease-take',
    text: TAKE,
    values: [clusterId, holder, ttlMs],
  })
  return rowCount === 1
}

/** Gives a lease back, so that another watcher need not wait until it runs out. */
export async function releaseLease(clusterId: string, holder: string): Promise<void> {
  await pool().query('delete from watch_lease where "clusterId" = $1 and holder = $2', [clusterId, holder])
}

/** Whether some process watches the cluster right now. */
export async function isWatched(clusterId: string): Promise<boolean> {
  const { rowCount } = await pool().query(`select 1 from watch_lease where "clusterId" = $1 and "expiresAt" > ${NOW}`, [
    clusterId,
  ])
  return rowCount === 1
}
