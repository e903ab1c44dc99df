import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { migrateQueue } from './migrate-queue'
import { QUEUE_SCHEMA, queueIsCurrent, queueVersion } from './queue-schema'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
})
afterAll(() => database.drop())

it('makes the queue tables, leaves its version, and may run again', async () => {
  expect(await queueIsCurrent(database.url)).toBe(false)
  await Promise.all([migrateQueue(database.url), migrateQueue(database.url)])
  await migrateQueue(database.url)
  expect(await queueIsCurrent(database.url)).toBe(true)
  const client = new pg.Client(database.url)
  await client.connect()
  const { rows } = await client.query(
    `select obj_description($1::text::regnamespace, 'pg_namespace') as comment,
            (select count(*)::int from pg_tables where schemaname = $1::text) as tables`,
    [QUEUE_SCHEMA],
  )
  await client.end()
  expect(rows).toEqual([{ comment: queueVersion(), tables: expect.any(Number) }])
  expect(rows[0].tables).toBeGreaterThan(5)
})
