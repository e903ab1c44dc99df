import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { ownPostgres } from '@/lib/testing/own-postgres'
import { scaledMs } from '@/lib/testing/pace'
import { closeDatabase, db } from './client'
import { migrate, readMigrations } from './migrate'

// A Postgres of its own, because it goes away.
const own = ownPostgres()
let server: EmbeddedPostgres

beforeAll(async () => {
  server = await own.start()
  const url = server.url('postgres')
  await migrate(url, await readMigrations(path.resolve('prisma/migrations')))
  process.env['DATABASE_URL'] = url
  process.env['BUZZCRATE_SECRET_KEY'] ??= 'k'.repeat(43)
})
afterAll(async () => {
  await closeDatabase()
  await server.stop()
  own.removeFolder()
})

it('serves a process whose first question came while Postgres was away', { timeout: scaledMs(60_000) }, async () => {
  await server.stop()
  await expect(Promise.all([db().run.count(), db().cluster.count()])).rejects.toThrow()
  const starting = own.start()
  for (let asked = 0; asked < 20; asked++)
    await db()
      .run.count()
      .catch(() => undefined)
  server = await starting
  await expect.poll(() => db().run.count().catch(String), { timeout: scaledMs(10_000) }).toBe(0)
  process.kill(server.pid, 'SIGKILL')
  const asking = Array.from({ length: 20 }, () =>
    db()
      .run.count()
      .catch(() => undefined),
  )
  await server.exited
  server = await own.start()
  await Promise.all(asking)
  await expect.poll(() => db().run.count().catch(String), { timeout: scaledMs(10_000) }).toBe(0)
})
