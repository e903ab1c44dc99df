import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { AppError } from '@/lib/core/errors'

/** One folder of prisma/migrations. */
export interface Migration {
  name: string
  sql: string
  /** sha256 of the script, hex: what Prisma stores too. */
  checksum: string
}

/** Prisma's own advisory lock, so that its tools and this code never migrate at the same time. */
const LOCK = 72_707_369

// As Prisma creates it (schema-engine, postgres flavour), so that its tools can read it.
const HISTORY_TABLE = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`

/** Reads `folder/<name>/migration.sql` in the order of the names. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings the database to the newest schema; several processes may do so at once. Each migration is one transaction,
 * so a failed one leaves nothing behind.
 * @returns the names of the migrations applied now.
 * @throws AppError `database-newer` or `migration-edited` when the database's history is not ours; `migration-failed`.
 */
export async function migrate(databaseUrl: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'buzzcrate migrate' })
  await client.connect()
  try {
    if (pending(await history(client), migrations).length === 0) return []
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(HISTORY_TABLE)
    const applied: string[] = []
    for (const migration of pending(await history(client), migrations)) {
      await apply(client, migration)
      applied.push(migration.name)
    }
    return applied
  } finally {
    await client.end()
  }
}

/** Migration name → checksum, of those that were finished. */
async function history(client: pg.Client): Promise<Map<string, string>> {
  const found = await client.query<{ exists: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as exists`,
  )
  if (!found.rows[0]?.exists) return new Map()
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  return new Map(rows.map((row) => [row.migration_name, row.checksum]))
}

function pending(done: ReadonlyMap<string, string>, migrations: readonly Migration[]): Migration[] {
  const known = new Set(migrations.map((migration) => migration.name))
  const unknown = [...done.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new AppError('database-newer', {
      userMessage:
        'This database was written by a newer BuzzCrate than the one that was started. ' +
        'Start that newer version, or restore a backup made by this one.',
      details: { unknown },
    })
  }
  const edited = migrations.filter(({ name, checksum }) => done.has(name) && done.get(name) !== checksum)
  if (edited.length > 0) {
    throw new AppError('migration-edited', {
      userMessage:
        'This database was made by a development version whose schema was changed afterwards. ' +
        'Use another data folder, or restore a backup into an empty one.',
      details: { edited: edited.map((migration) => migration.name) },
    })
  }
  return migrations.filter((migration) => !done.has(migration.name))
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new AppError('migration-failed', {
      userMessage: `The database could not be brought to the new version (${migration.name}). Nothing was changed by it.`,
      message: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}
