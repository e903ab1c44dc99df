import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Clock, systemClock } from '@/lib/core/clock'
import type { RateLimit, RateLimits } from '@/lib/ports/rate-limits'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { openPool } from './pool'
import { PostgresRateLimits } from './rate-limits'

const url = provideTestDatabase()
const pools: ReturnType<typeof openPool>[] = []
let workers: readonly RateLimits[] = []
beforeAll(() => {
  pools.push(openPool(url(), 4), openPool(url(), 4), openPool(url(), 4))
  workers = pools.map((pool) => new PostgresRateLimits(systemClock, pool))
})
afterAll(() => Promise.all(pools.map((pool) => pool.end())))

/** One a call: each is listened to. */
const never = () => new AbortController().signal
const LEASE_MS = 60_000

/** Makes a call on some worker; resolves with when it may have been counted first, and last. */
async function call(limits: RateLimits | undefined, limit: RateLimit): Promise<{ from: number; to: number }> {
  const place = await limits?.take(limit, LEASE_MS, never())
  const from = performance.now()
  await place?.done()
  return { from, to: performance.now() }
}

it('admits no more than the limit in any window, over three workers', async () => {
  const limit = { key: 'shared', most: 5, windowMs: 300 }
  const calls = await Promise.all(Array.from({ length: 18 }, (_, index) => call(workers[index % 3], limit)))
  const begins = calls.map(({ from }) => from).sort((a, b) => a - b)
  const ends = calls.map(({ to }) => to).sort((a, b) => a - b)
  // One place: its next call begins one window after this one's end, which Postgres took note of before `to`. A
  // millisecond is what its times are rounded by.
  for (let index = 0; index + limit.most < calls.length; index += 1) {
    const began = begins[index] ?? 0
    const next = begins[index + limit.most] ?? 0
    expect(next - began, `call ${index} and the fifth after it`).toBeGreaterThanOrEqual(limit.windowMs - 1)
  }
  expect((ends.at(-1) ?? 0) - (begins[0] ?? 0)).toBeGreaterThanOrEqual(3 * limit.windowMs - 3)
})

it('keeps limits of different keys apart', async () => {
  const one = { key: 'anna', most: 1, windowMs: 3_600_000 }
  await call(workers[0], one)
  await expect(call(workers[1], { ...one, key: 'ben' })).resolves.toBeDefined()
})

/** A clock that says how long somebody wants to wait, and makes them give up. */
const askedToWait = () => {
  const waits: number[] = []
  const clock: Clock = {
    now: () => Date.now(),
    delay: async (delayMs) => {
      waits.push(delayMs)
      throw new Error('waits')
    },
  }
  return { waits, limits: new PostgresRateLimits(clock, pools[0]) }
}

it('lets everybody wait while a limit is paused, and as long as the longest pause', async () => {
  const limit = { key: 'paused', most: 3, windowMs: 100 }
  await call(workers[0], limit)
  await workers[1]?.pause(limit.key, 50_000)
  await workers[2]?.pause(limit.key, 10_000)
  const { waits, limits } = askedToWait()
  await expect(call(limits, limit)).rejects.toThrow('waits')
  expect(waits[0]).toBeGreaterThan(40_000)
  expect(waits[0]).toBeLessThanOrEqual(50_000)
})

it('keeps the place of a call that is under way for its lease, and lets a dead worker’s go then', async () => {
  const limit = { key: 'leased', most: 1, windowMs: 1_000 }
  await workers[0]?.take(limit, LEASE_MS, never())
  const { waits, limits } = askedToWait()
  await expect(call(limits, limit)).rejects.toThrow('waits')
  // It may end at any moment, and is free one window later.
  expect(waits[0]).toBeGreaterThan(900)
  expect(waits[0]).toBeLessThanOrEqual(1_000)
  const short = { key: 'short', most: 1, windowMs: 1 }
  const late = await workers[0]?.take(short, 1, never())
  const next = await workers[1]?.take(short, LEASE_MS, never())
  // It outlived its lease: the place is somebody else's, and stays so.
  await late?.done()
  const { rows } = await (pools[0]?.query('select "isUnderWay" from rate_place where key = $1', ['short']) ?? {
    rows: [],
  })
  expect(rows).toEqual([{ isUnderWay: true }])
  await next?.done()
})

it('ends with the reason of whoever gives up', async () => {
  const limit = { key: 'given-up', most: 1, windowMs: 3_600_000 }
  await call(workers[0], limit)
  const controller = new AbortController()
  const waiting = workers[1]?.take(limit, LEASE_MS, controller.signal)
  const reason = new Error('stopped')
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})
