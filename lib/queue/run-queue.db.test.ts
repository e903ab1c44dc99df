import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { hasRedis, startRedis, type TestRedis } from '@/lib/testing/redis-server'
import type { QueueLocation } from './queue-backend'
import { openRunConsumer, openRunQueue } from './run-queue'

const url = provideTestDatabase()
let redis: TestRedis | undefined
beforeAll(async () => {
  redis = hasRedis ? await startRedis() : undefined
})
afterAll(() => redis?.stop())

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const backends = [
  { name: 'Postgres', skip: false, location: (): QueueLocation => ({ databaseUrl: url(), redisUrl: undefined }) },
  { name: 'Redis', skip: !hasRedis, location: (): QueueLocation => ({ databaseUrl: url(), redisUrl: redis?.url }) },
]

describe.each(backends)('the queue on $name', ({ skip, location }) => {
  const open = (execute: (runId: string) => Promise<void>) => {
    const queue = openRunQueue(location())
    const consumer = openRunConsumer(location(), 4, execute)
    closers.push(queue.close, consumer.close)
    return queue
  }

  it.skipIf(skip)('brings a run to a worker, again for a later event, and again after it was answered', async () => {
    const taken: string[] = []
    const queue = open(async (runId) => void taken.push(runId))
    await queue.add('r1', 0)
    await expect.poll(() => taken).toEqual(['r1'])
    await queue.add('r1', 5)
    await expect.poll(() => taken).toEqual(['r1', 'r1'])
    // The request is gone a moment after its worker answered; until then asking again is still the same request.
    const asked = async () => {
      await queue.add('r1', 5)
      return taken.length
    }
    await expect.poll(asked).toBeGreaterThan(2)
  })

  it.skipIf(skip)('takes the same request once, and asks again when a worker took it and said nothing', async () => {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let calls = 0
    const queue = open(async () => {
      calls += 1
      await held
    })
    await queue.add('r2', 1)
    await expect.poll(() => calls).toBe(1)
    await queue.add('r2', 1)
    await queue.addAgain('r2', 1)
    await expect.poll(() => calls).toBe(2)
    letGo()
  })

  it.skipIf(skip)('survives a run that breaks off', async () => {
    let calls = 0
    const queue = open(async () => {
      calls += 1
      if (calls === 1) throw new Error('broken')
    })
    await queue.add('r3', 1)
    await expect.poll(() => calls).toBe(1)
    await expect
      .poll(async () => {
        await queue.addAgain('r3', 1)
        return calls
      })
      .toBeGreaterThan(1)
  })
})

it.skipIf(!hasRedis)('refuses at once while Redis is away, and works when it is back', async () => {
  const first = await startRedis()
  const location = { databaseUrl: url(), redisUrl: first.url }
  const queue = openRunQueue(location)
  closers.push(queue.close)
  await queue.add('r', 1)
  await first.stop()
  const startedAt = performance.now()
  await expect(queue.add('r', 2)).rejects.toThrow()
  // One try a second later, where a worker would try on and on.
  expect(performance.now() - startedAt).toBeLessThan(scaledMs(10_000))
  const second = await startRedis(Number(new URL(first.url).port))
  closers.push(second.stop)
  await expect
    .poll(
      () =>
        queue.add('r', 3).then(
          () => 'added',
          () => 'refused',
        ),
      { timeout: scaledMs(10_000) },
    )
    .toBe('added')
})
