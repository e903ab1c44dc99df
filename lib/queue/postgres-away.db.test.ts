import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { log } from '@/lib/core/log'
import type { EmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { ownPostgres } from '@/lib/testing/own-postgres'
import { scaledMs } from '@/lib/testing/pace'
import { migrateQueue } from './migrate-queue'
import { openRunConsumer, openRunQueue } from './run-queue'

// A Postgres of its own, because it goes away.
const own = ownPostgres()
let server: EmbeddedPostgres
/** Far more than any calm queue asks while its server starts. */
const MANY = 10_000

beforeAll(async () => {
  server = await own.start()
  await migrateQueue(server.url('postgres'))
})
afterEach(() => {
  vi.restoreAllMocks()
})
afterAll(async () => {
  await server.stop()
  own.removeFolder()
})

it('works although Postgres was away when the queue was opened, and asks for it with pauses meanwhile', {
  timeout: scaledMs(60_000),
}, async () => {
  const location = { databaseUrl: server.url('postgres'), redisUrl: undefined }
  await server.stop()
  const taken: string[] = []
  const asked = vi.spyOn(pg.Pool.prototype, 'connect')
  const tries = () => asked.mock.calls.length + complained.mock.calls.length
  // A loop that never pauses would leave this test no time to end, so it is ended.
  const complained = vi.spyOn(log, 'warn').mockImplementation(() => {
    if (tries() > MANY) void consumer.close()
  })
  const beganAt = performance.now()
  const queue = openRunQueue(location)
  const consumer = openRunConsumer(location, 4, async (runId) => void taken.push(runId))
  try {
    await expect(queue.add('r1', 0)).rejects.toThrow()
    // As long as another server takes to come up.
    server = await own.start()
    // Pauses are as long on every machine; without them it is hundreds in the same time.
    expect(tries()).toBeLessThan(10 + (performance.now() - beganAt) / 50)
    await expect.poll(() => queue.add('r1', 0).then(() => 'added', String), { timeout: scaledMs(10_000) }).toBe('added')
    await expect.poll(() => taken, { timeout: scaledMs(15_000) }).toEqual(['r1'])
  } finally {
    await consumer.close()
    await queue.close()
  }
})
