import { expect, it } from 'vitest'
import { measurePace } from './measure-pace'
import { SLOWEST_PACE } from './pace'

it('does its work and gives a pace that deadlines can be scaled by', async () => {
  const pace = await measurePace(1)
  expect(pace).toBeGreaterThanOrEqual(1)
  expect(pace).toBeLessThanOrEqual(SLOWEST_PACE)
})
