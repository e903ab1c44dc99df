import { type BackendFactory, type PgPoolConfig, PostgresConnection, PostgresQueueBackend } from 'bullmq'
import { isConnectionLoss } from '@/lib/db/connection-loss'

/**
 * BullMQ's backend on Postgres, made to stand a Postgres that is away at any moment, the first one included.
 * `opts.connection` is a pool's configuration.
 */
export const createLastingPostgresBackend: BackendFactory<PostgresQueueBackend, PgPoolConfig> = (name, opts) =>
  new PostgresQueueBackend(new LastingConnection(opts.connection), name, opts)

/** As in BullMQ 6.7: to be looked at again when it changes. */
class LastingConnection extends PostgresConnection {
  constructor(config: PgPoolConfig) {
    super(config)
    const { pool } = this
    const query = pool.query.bind(pool)
    pool.query = (text, params) => query(text, params).catch(recognisable)
  }

  /**
   * BullMQ checks the version of its tables once and keeps the answer; when that was "cannot connect" it fails for
   * ever, and a worker's loop asks again without end and without a pause. Our processes start only after migrateQueue.
   */
  override async waitUntilReady(): Promise<void> {
    return Promise.resolve()
  }
}

/** BullMQ pauses before it asks again only after errors that it knows as those of a connection. */
function recognisable(error: unknown): never {
  if (!(error instanceof Error) || !isConnectionLoss(error)) throw error
  throw Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNREFUSED' })
}
