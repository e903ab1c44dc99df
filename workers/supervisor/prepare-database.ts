import path from 'node:path'
import pg from 'pg'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { queueIsCurrent } from '@/lib/queue/queue-schema'

const DATABASE = 'buzzcrate'

/** Starts the built-in server in its folder and makes sure that BuzzCrate's database is there. */
export async function startDatabase(
  options: Omit<EmbeddedPostgresOptions, 'durable'>,
): Promise<{ server: EmbeddedPostgres; url: string }> {
  const server = await startEmbeddedPostgres(options)
  const client = new pg.Client(server.url('postgres'))
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
  return { server, url: server.url(DATABASE) }
}

/**
 * Brings our tables, and the queue's if it is kept in Postgres, to this version.
 * @returns what was applied, for people.
 */
export async function migrateAll(
  databaseUrl: string,
  migrationsFolder: string,
  queueInPostgres: boolean,
): Promise<string[]> {
  const applied = await migrate(databaseUrl, await readMigrations(path.resolve(migrationsFolder)))
  if (!queueInPostgres || (await queueIsCurrent(databaseUrl))) return applied
  // Loaded only when there is something to do: BullMQ takes 30 MB that the supervisor would keep.
  const { migrateQueue } = await import('@/lib/queue/migrate-queue')
  await migrateQueue(databaseUrl)
  return [...applied, 'queue']
}
