import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateQueue } from './migrate-queue'
import { openRunConsumer, openRunQueue } from './run-queue'

// A Postgres of its own, because it goes away.
let folder: string
let server: EmbeddedPostgres
const start = () => startEmbeddedPostgres({ folder, password: 'test' })

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-away-'))
  // The server's own user must be able to enter.
  chmodSync(folder, 0o755)
  server = await start()
  await migrateQueue(server.url('postgres'))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('works although Postgres was away when the queue was opened, and leaves the processor alone meanwhile', async () => {
  const location = { databaseUrl: server.url('postgres'), redisUrl: undefined }
  await server.stop()
  const taken: string[] = []
  const queue = openRunQueue(location)
  const consumer = openRunConsumer(location, 4, async (runId) => void taken.push(runId))
  try {
    const before = process.cpuUsage()
    await expect(queue.add('r1', 0)).rejects.toThrow()
    // As long as another server takes to come up.
    server = await start()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000_000).toBeLessThan(1)
    await expect.poll(() => queue.add('r1', 0).then(() => 'added', String), { timeout: 10_000 }).toBe('added')
    await expect.poll(() => taken, { timeout: 15_000 }).toEqual(['r1'])
  } finally {
    await consumer.close()
    await queue.close()
  }
}, 60_000)
