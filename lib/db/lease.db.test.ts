import { expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { holdLease, releaseLease } from './lease'

provideTestDatabase()

it('gives a duty to one holder at a time, until it is given back or runs out', async () => {
  const taken = await Promise.all(['a', 'b', 'c'].map((holder) => holdLease('duty', holder, 60_000)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  const holder = ['a', 'b', 'c'][taken.indexOf(true)] ?? ''
  expect(await holdLease('duty', holder, 60_000)).toBe(true)
  expect(await holdLease('duty', 'd', 60_000)).toBe(false)
  expect(await holdLease('another', 'd', 60_000)).toBe(true)
  await releaseLease('duty', 'd')
  expect(await holdLease('duty', 'd', 60_000)).toBe(false)
  await releaseLease('duty', holder)
  expect(await holdLease('duty', 'd', 20)).toBe(true)
  await expect.poll(() => holdLease('duty', 'e', 60_000), { timeout: scaledMs(5_000) }).toBe(true)
})
