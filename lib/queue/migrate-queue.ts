import { runMigrations } from 'bullmq'
import bullmq from 'bullmq/package.json' with { type: 'json' }
import pg from 'pg'

/** The Postgres schema that holds the queue's own tables. Nothing else is in it, and Prisma never looks there. */
export const QUEUE_SCHEMA = 'bullmq'

/**
 * Brings the queue's tables to the version of the installed BullMQ. Only for the Postgres backend.
 * Takes its own advisory lock, so several processes may call it at once.
 */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'buzzcrate migrate' })
  await client.connect()
  try {
    await runMigrations(client, QUEUE_SCHEMA)
    await client.query(`comment on schema ${QUEUE_SCHEMA} is '${queueVersion()}'`)
  } finally {
    await client.end()
  }
}

/** What `migrateQueue` leaves as the schema's comment: cheap to compare before BullMQ is loaded at all. */
export const queueVersion = (): string => `bullmq ${bullmq.version}`
