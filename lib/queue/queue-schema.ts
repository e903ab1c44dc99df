import bullmq from 'bullmq/package.json' with { type: 'json' }
import pg from 'pg'

/** The Postgres schema that holds the queue's own tables. Nothing else is in it, and Prisma never looks there. */
export const QUEUE_SCHEMA = 'bullmq'

/** What `migrateQueue` leaves as the schema's comment: cheap to compare before BullMQ is loaded at all. */
export const queueVersion = (): string => `bullmq ${bullmq.version}`

/** Whether the queue's tables are those of the installed BullMQ. */
export async function queueIsCurrent(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'buzzcrate migrate' })
  await client.connect()
  try {
    const { rows } = await client.query<{ comment: string | null }>(
      `select obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = $1`,
      [QUEUE_SCHEMA],
    )
    return rows[0]?.comment === queueVersion()
  } finally {
    await client.end()
  }
}
