import { expect, it } from 'vitest'
import { inDollars, thingCost, thingsCost } from './things-cost'

const HOUR = 3_600_000
const nanode = { hourly: 0.0075, monthly: 5, createdAt: 0 }

it('counts begun hours, and at least one', () => {
  expect(thingCost({ ...nanode, endedAt: 1_000 }, 9 * HOUR)).toBeCloseTo(0.0075)
  expect(thingCost({ ...nanode, endedAt: 2.5 * HOUR }, 9 * HOUR)).toBeCloseTo(3 * 0.0075)
  expect(thingCost(nanode, 4 * HOUR)).toBeCloseTo(4 * 0.0075)
})

it('takes no more than the monthly price in a month', () => {
  expect(thingCost(nanode, 700 * HOUR)).toBeCloseTo(5)
  expect(thingCost(nanode, (2 * 730 + 1) * HOUR)).toBeCloseTo(10.0075)
})

it('adds things up, and never shows a cost as nothing', () => {
  const free = { hourly: 0, monthly: 0, createdAt: 0 }
  expect(inDollars(thingsCost([nanode, free], HOUR))).toBe('less than $0.01')
  expect(inDollars(thingsCost([nanode, nanode], 10 * HOUR))).toBe('$0.15')
  expect(inDollars(0)).toBe('$0.00')
})
