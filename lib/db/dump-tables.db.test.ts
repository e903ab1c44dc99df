import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { dumpTables, emptyDatabase, hasAccounts, loadTables } from './dump-tables'
import { readMigrations } from './migrate'

const AWKWARD = 'Zoë "the\tcrate" \\N \r\n 🐝 ; drop table user --'
let source: TestDatabase
let target: TestDatabase
let folder: string

beforeEach(async () => {
  source = await createTestDatabase()
  target = await createTestDatabase({ empty: true })
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-dump-'))
  await asked(source, `insert into "user" (id, name, email, "updatedAt") values ('u1', $1, 'z@e.test', now())`, [
    AWKWARD,
  ])
  await asked(
    source,
    `insert into cluster (id, "ownerId", provider, name, definition, phase)
     values ('c1', 'u1', 'boards', 'hard', $1, 'ready')`,
    [JSON.stringify({ text: AWKWARD, deep: [1, null, { a: 2.5 }] })],
  )
  await asked(source, `insert into rate_limit (id, key, count, "lastRequest") values ('r', 'k', 1, 9007199254740993)`)
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await source.drop()
  await target.drop()
})

async function asked(database: TestDatabase, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client(database.url)
  await client.connect()
  const { rows } = await client.query(sql, values)
  await client.end()
  return rows
}

/** Every row of every table, as text. */
async function everything(database: TestDatabase): Promise<unknown> {
  const names = await asked(database, `select tablename as name from pg_tables where schemaname = 'public' order by 1`)
  const tables = names
    .map((row) => String((row as { name: unknown }).name))
    .filter((name) => !name.startsWith('_prisma'))
  return Promise.all(
    tables.map(async (name) => [name, await asked(database, `select t::text from "${name}" t order by 1`)]),
  )
}

const known = () => readMigrations(path.resolve('prisma/migrations'))

it('brings back every row of every table', async () => {
  const dump = await dumpTables(source.url, folder)
  expect(dump.tables).toContainEqual({ name: 'cluster', rows: 1 })
  await loadTables(target.url, folder, dump, await known())
  expect(await everything(target)).toEqual(await everything(source))
  expect(await hasAccounts(target.url)).toBe(true)
})

it('can be loaded over an old database once that is emptied', async () => {
  const dump = await dumpTables(source.url, folder)
  await emptyDatabase(source.url)
  expect(await hasAccounts(source.url)).toBe(false)
  await loadTables(source.url, folder, dump, await known())
  expect(await hasAccounts(source.url)).toBe(true)
})

it('refuses what a newer or another version wrote', async () => {
  const dump = await dumpTables(source.url, folder)
  const newer = { ...dump, migrations: [...dump.migrations, { name: '99999999_future', checksum: 'x' }] }
  await expect(loadTables(target.url, folder, newer, await known())).rejects.toMatchObject({ code: 'database-newer' })
  const other = { ...dump, migrations: dump.migrations.map(({ name }) => ({ name, checksum: 'x' })) }
  await expect(loadTables(target.url, folder, other, await known())).rejects.toMatchObject({ code: 'migration-edited' })
})

it('notices a damaged file and leaves no half of it behind', async () => {
  const dump = await dumpTables(source.url, folder)
  expect(readdirSync(folder)).toHaveLength(dump.tables.length)
  truncateSync(path.join(folder, 'cluster.copy'))
  await expect(loadTables(target.url, folder, dump, await known())).rejects.toMatchObject({ code: 'backup-damaged' })
  expect(await hasAccounts(target.url)).toBe(false)
})

it('leaves nothing out: no table keeps a counter that a dump of rows would lose', async () => {
  expect(await asked(source, `select sequencename from pg_sequences where schemaname = 'public'`)).toEqual([])
})
