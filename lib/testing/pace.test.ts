import { afterEach, expect, it, vi } from 'vitest'
import { measuredPace, paceEnvironment, paceOf, SLOWEST_PACE, scaledMs } from './pace'

afterEach(() => vi.unstubAllEnvs())

it.each([
  ['as quiet as the reference', 550, 1],
  ['faster: deadlines do not get shorter', 100, 1],
  ['hardly slower', 570, 1],
  ['twice as slow', 1_100, 2],
  ['a bit slower', 736, 1.3],
  ['hopelessly slow: bounded', 60_000, SLOWEST_PACE],
])('tells the pace of a machine that is %s', (_, tookMs, pace) => {
  expect(paceOf(tookMs, 550)).toBe(pace)
})

it('scales deadlines by the pace that stands in the environment', () => {
  for (const [name, value] of Object.entries(paceEnvironment(2.5))) vi.stubEnv(name, value)
  expect(measuredPace()).toBe(2.5)
  expect([scaledMs(0), scaledMs(1_000), scaledMs(1_001)]).toEqual([0, 2_500, 2_503])
})

it.each(['', 'fast', '0.1', '0', '7', '-1', 'Infinity'])(
  'does not believe a pace of %j: deadlines stay as they are',
  (value) => {
    const [name = ''] = Object.keys(paceEnvironment(1))
    vi.stubEnv(name, value)
    expect(measuredPace()).toBeUndefined()
    expect(scaledMs(1_000)).toBe(1_000)
  },
)
