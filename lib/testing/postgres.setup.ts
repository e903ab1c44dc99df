import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { migrateQueue } from '@/lib/queue/migrate-queue'

export const TEMPLATE = 'buzzcrate_template'

/** One real Postgres for the whole test run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-test-'))
  // The server's own user must be able to enter.
  chmodSync(folder, 0o755)
  const server = await startEmbeddedPostgres({ folder, password: 'test', durable: false })
  const admin = new pg.Client(server.url('postgres'))
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await migrate(server.url(TEMPLATE), await readMigrations(path.resolve('prisma/migrations')))
  await migrateQueue(server.url(TEMPLATE))
  await admin.end()
  project.provide('postgresUrl', server.url('postgres'))
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the test server's `postgres` database. */
    postgresUrl: string
  }
}
