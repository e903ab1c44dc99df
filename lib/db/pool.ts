import pg from 'pg'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'

/** Enough for what one process does at once; small, because a Raspberry Pi's Postgres pays memory for each. */
const MAX_CONNECTIONS = 8

// On globalThis: Next bundles a module more than once, and all copies must share one pool.
const KEY = Symbol.for('buzzcrate.pool')
const holder = globalThis as typeof globalThis & { [KEY]?: pg.Pool | undefined }

/**
 * This process's one pool of Postgres connections, made at first use. Prisma uses it too; take it directly only where
 * Prisma is too slow or cannot say it (event log, log lines, NOTIFY). A query rejects within 5 s while Postgres is away.
 */
export function pool(): pg.Pool {
  holder[KEY] ??= openPool(env().DATABASE_URL)
  return holder[KEY]
}

/** A pool of one's own, for tests and tools. Connections that break while idle are replaced without a fuss. */
export function openPool(connectionString: string, max = MAX_CONNECTIONS): pg.Pool {
  const opened = new pg.Pool({
    connectionString,
    max,
    application_name: 'buzzcrate',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  opened.on('error', (error) => log.warn('a database connection was lost', { reason: error.message }))
  return opened
}

/** Ends the pool, if there is one; the next use makes a new one. */
export async function closePool(): Promise<void> {
  const open = holder[KEY]
  holder[KEY] = undefined
  await open?.end()
}
