import { pool } from './pool'

const NOW = `clock_timestamp() at time zone 'utc'`

/**
 * Takes a duty that only one process at a time may have, or keeps it for longer.
 * @param holder a name of this life of this process
 * @returns false while somebody else's lease is in force
 */
export async function holdLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'lease-hold',
    text: `insert into lease (name, holder, "expiresAt") values ($1, $2, ${NOW} + $3 * interval '1 millisecond')
           on conflict (name) do update set holder = excluded.holder, "expiresAt" = excluded."expiresAt"
           where lease.holder = excluded.holder or lease."expiresAt" < ${NOW}`,
    values: [name, holder, ttlMs],
  })
  return rowCount === 1
}

/** Gives a duty back, so that another process need not wait for the end of the lease. */
export async function releaseLease(name: string, holder: string): Promise<void> {
  await pool().query('delete from lease where name = $1 and holder = $2', [name, holder])
}
