import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { TEMPLATE } from './postgres.setup'

export interface TestDatabase {
  url: string
  name: string
  /** Drops the database and whatever is still connected to it. */
  drop(): Promise<void>
}

/**
 * A fresh database with the current schema, cloned from the run's template: call it in `beforeAll`, drop it in
 * `afterAll`. `empty` leaves out the schema (for tests of migrations).
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = options.empty ? 'template1' : TEMPLATE
  await asAdmin(server, `create database ${name} template ${template} strategy file_copy`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, name, drop: () => asAdmin(server, `drop database ${name} with (force)`) }
}

async function asAdmin(server: string, sql: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
