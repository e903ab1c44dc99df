import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { ownPostgres } from '@/lib/testing/own-postgres'
import { migrateQueue } from './migrate-queue'
import { openRunConsumer, openRunQueue } from './run-queue'

// A Postgres of its own, because it goes away.
const own = ownPostgres()
let server: EmbeddedPostgres

beforeAll(async () => {
  server = await own.start()
  await migrateQueue(server.url('postgres'))
})
afterAll(async () => {
  await server.stop()
  own.removeFolder()
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
    server = await own.start()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000_000).toBeLessThan(1)
    await expect.poll(() => queue.add('r1', 0).then(() => 'added', String), { timeout: 10_000 }).toBe('added')
    await expect.poll(() => taken, { timeout: 15_000 }).toEqual(['r1'])
  } finally {
    await consumer.close()
    await queue.close()
  }
}, 60_000)
