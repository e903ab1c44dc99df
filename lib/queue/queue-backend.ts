import { type BackendClasses, type BackendFactory, createRedisBackend, type IQueueBackend, withBackend } from 'bullmq'
import { createLastingPostgresBackend } from './postgres-backend'
import { QUEUE_SCHEMA } from './queue-schema'

/** Where the queue lives: on the Redis at `redisUrl` when there is one, else in Postgres. */
export interface QueueLocation {
  readonly databaseUrl: string
  readonly redisUrl: string | undefined
}

export interface QueueBackend {
  readonly classes: BackendClasses<IQueueBackend, unknown>
  readonly connection: unknown
}

/** Connections of the Postgres backend's pool, besides one that listens. */
const POOL_SIZE = { producer: 2, consumer: 4 } as const

/**
 * BullMQ's classes on the chosen backend. A `producer` rejects at once while its server is away, because somebody waits
 * for the answer to a click; a `consumer` waits for the server to come back.
 */
export function queueBackend(location: QueueLocation, side: 'producer' | 'consumer'): QueueBackend {
  const { databaseUrl, redisUrl } = location
  const factory = redisUrl === undefined ? createLastingPostgresBackend : createRedisBackend
  const connection =
    redisUrl === undefined
      ? {
          connectionString: databaseUrl,
          schema: QUEUE_SCHEMA,
          max: POOL_SIZE[side],
          application_name: 'buzzcrate queue',
        }
      : { url: redisUrl, maxRetriesPerRequest: side === 'producer' ? 1 : null }
  // Each factory takes its own connection options; `connection` above is chosen together with it.
  return { classes: withBackend(factory as BackendFactory<IQueueBackend, unknown>), connection }
}
