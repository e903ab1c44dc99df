import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { schemaDifference } from '@/lib/testing/schema-difference'
import { type Migration, migrate, readMigrations } from './migrate'

const SCHEMA = path.resolve('prisma/schema.prisma')
const FOLDER = path.resolve('prisma/migrations')
const migration = (name: string, sql: string): Migration => ({ name, sql, checksum: `checksum of ${sql}` })

describe('migrate', () => {
  let database: TestDatabase
  let client: pg.Client
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true })
    client = new pg.Client(database.url)
    await client.connect()
  })
  afterEach(async () => {
    await client.end()
    await database.drop()
  })

  it('makes exactly what prisma/schema.prisma says', async () => {
    const migrations = await readMigrations(FOLDER)
    expect(await migrate(database.url, migrations)).toEqual(migrations.map(({ name }) => name))
    expect(await schemaDifference(database.url, SCHEMA), 'run: npm run migration -- NAME').toBe('')
  })

  it('sees a difference when there is one', async () => {
    await migrate(database.url, await readMigrations(FOLDER))
    await client.query('alter table "user" drop column image')
    expect(await schemaDifference(database.url, SCHEMA)).toContain('ADD COLUMN     "image"')
  })

  it('applies a migration once, whoever calls and however often', async () => {
    const first = migration('1_first', 'create table crate (id int)')
    const second = migration('2_second', 'alter table crate add column name text')
    const both = await Promise.all(Array.from({ length: 8 }, () => migrate(database.url, [first])))
    expect(both.flat()).toEqual(['1_first'])
    expect(await migrate(database.url, [first, second])).toEqual(['2_second'])
    expect(await migrate(database.url, [first, second])).toEqual([])
  })

  it('leaves nothing of a migration that fails, and applies it once mended', async () => {
    const broken = migration('1_broken', 'create table crate (id int); create table crate (id int)')
    await expect(migrate(database.url, [broken])).rejects.toMatchObject({ code: 'migration-failed' })
    expect((await client.query(`select to_regclass('crate') as crate`)).rows).toEqual([{ crate: null }])
    expect(await migrate(database.url, [migration('1_broken', 'create table crate (id int)')])).toEqual(['1_broken'])
  })

  it('refuses a database that a newer version wrote', async () => {
    await migrate(database.url, [migration('1_ours', 'select 1'), migration('2_newer', 'select 1')])
    await expect(migrate(database.url, [migration('1_ours', 'select 1')])).rejects.toMatchObject({
      code: 'database-newer',
      details: { unknown: ['2_newer'] },
    })
  })

  it('refuses a migration that was edited after it was applied', async () => {
    await migrate(database.url, [migration('1_ours', 'select 1')])
    await expect(migrate(database.url, [migration('1_ours', 'select 2')])).rejects.toMatchObject({
      code: 'migration-edited',
    })
  })
})
