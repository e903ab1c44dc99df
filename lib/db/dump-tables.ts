import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { type Migration, migrate } from './migrate'

/** What a dump says of itself. */
export const Dump = z.object({
  /** The migrations that made the tables, oldest first. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(z.object({ name: z.string(), rows: z.int() })),
})
export type Dump = z.infer<typeof Dump>

const HISTORY = '_prisma_migrations'

/**
 * Writes all rows of the panel's tables into `folder`, one file a table, as they were at one instant; the panel may
 * go on meanwhile. The queue's own tables are left out: what is to be done stands in the runs.
 */
export async function dumpTables(databaseUrl: string, folder: string): Promise<Dump> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return connected(databaseUrl, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
      `select migration_name as name, checksum from ${HISTORY} where finished_at is not null order by migration_name`,
    )
    const tables: Dump['tables'] = []
    for (const name of await tablesInOrder(client)) {
      const source = client.query(copyTo(`copy ${pg.escapeIdentifier(name)} to stdout`))
      await pipeline(source, createWriteStream(path.join(folder, `${name}.copy`), { mode: 0o600 }))
      tables.push({ name, rows: source.rowCount })
    }
    await client.query('commit')
    return { migrations, tables }
  })
}

/**
 * Makes the tables as they were when dumped, in an empty database, and fills them. Later migrations are applied by
 * the next start, as ever.
 * @param known the migrations of this program
 * @throws AppError `database-newer` when the dump was made by a newer program, `migration-edited` by another one.
 */
export async function loadTables(
  databaseUrl: string,
  folder: string,
  dump: Dump,
  known: readonly Migration[],
): Promise<void> {
  const wanted = dump.migrations.map(({ name, checksum }) => {
    const migration = known.find((each) => each.name === name)
    if (migration?.checksum === checksum) return migration
    throw new AppError(migration ? 'migration-edited' : 'database-newer', {
      userMessage: migration
        ? 'This backup was made by a development version with another schema.'
        : 'This backup was made by a newer BuzzCrate. Restore it with that version or a later one.',
      details: { migration: name },
    })
  })
  await migrate(databaseUrl, wanted)
  await connected(databaseUrl, async (client) => {
    const counts = new Map(dump.tables.map(({ name, rows }) => [name, rows]))
    await client.query('begin')
    for (const name of await tablesInOrder(client)) {
      const expected = counts.get(name)
      if (expected === undefined) continue
      const target = client.query(copyFrom(`copy ${pg.escapeIdentifier(name)} from stdin`))
      await pipeline(createReadStream(path.join(folder, `${name}.copy`)), target)
      if (target.rowCount !== expected) {
        throw new AppError('backup-damaged', {
          userMessage: `The backup is damaged: the table ${name} has ${target.rowCount} rows, not ${expected}.`,
        })
      }
    }
    await client.query('commit')
  })
}

/** Whether the database holds an account, so that a restore would overwrite something. */
export async function hasAccounts(databaseUrl: string): Promise<boolean> {
  return connected(databaseUrl, async (client) => {
    const { rows } = await client.query<{ found: boolean }>(`select to_regclass('public.user') is not null as found`)
    if (!rows[0]?.found) return false
    return (await client.query('select from "user" limit 1')).rowCount === 1
  })
}

/** Removes everything of the panel from the database: its tables and the queue's. */
export async function emptyDatabase(databaseUrl: string): Promise<void> {
  await connected(databaseUrl, async (client) => {
    await client.query('drop schema if exists bullmq cascade')
    await client.query('drop schema if exists public cascade')
    await client.query('create schema public')
  })
}

/**
 * All tables, each after those that its foreign keys point to, so that rows can be loaded without switching the
 * checks off (which would need a superuser).
 */
async function tablesInOrder(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; needs: string[] }>(
    `select t.relname as name,
            coalesce(array_agg(distinct f.relname) filter (where f.relname <> t.relname), '{}')::text[] as needs
       from pg_class t
       left join pg_constraint c on c.conrelid = t.oid and c.contype = 'f'
       left join pg_class f on f.oid = c.confrelid
      where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and t.relname <> $1
      group by t.relname order by t.relname`,
    [HISTORY],
  )
  const ordered: string[] = []
  while (ordered.length < rows.length) {
    const next = rows.filter(
      ({ name, needs }) => !ordered.includes(name) && needs.every((need) => ordered.includes(need)),
    )
    if (next.length === 0) throw new Error('Tables refer to each other in a circle: backups need another way.')
    ordered.push(...next.map(({ name }) => name))
  }
  return ordered
}

async function connected<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'buzzcrate backup' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
