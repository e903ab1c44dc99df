import { runMigrations } from 'bullmq'
import pg from 'pg'
import { QUEUE_SCHEMA, queueVersion } from './queue-schema'

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
