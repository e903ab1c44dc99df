import { describe, expect, it } from 'vitest'
import { breakEven, costsAfter, type DeskBudget } from './break-even'

/** Like the desk of the talk: five boards with their cards, a switch and a supply, below $500. */
const TALK: DeskBudget = {
  items: [
    { name: 'board with card', count: 5, price: 80, watts: 6 },
    { name: 'switch', count: 1, price: 45, watts: 4 },
    { name: 'supply and cables', count: 1, price: 35, watts: 0 },
  ],
  kWhPrice: 0.25,
  cloudMonthly: 5 * 24 + 2 * 10,
}

describe('when the desk is cheaper than the cloud', () => {
  it('counts hardware once and electricity day and night', () => {
    const { hardware, watts, powerMonthly, savedMonthly, months } = breakEven(TALK)
    expect({ hardware, watts }).toEqual({ hardware: 480, watts: 34 })
    expect(powerMonthly).toBeCloseTo((34 / 1_000) * 730.5 * 0.25, 10)
    expect(savedMonthly).toBeCloseTo(140 - 6.20925, 10)
    expect(months).toBeCloseTo(3.6, 1)
  })

  it('is the month in which both have cost the same', () => {
    const { months = 0 } = breakEven(TALK)
    const { desk, cloud } = costsAfter(TALK, months)
    expect(desk).toBeCloseTo(cloud, 8)
    expect(costsAfter(TALK, months - 0.1).desk).toBeGreaterThan(costsAfter(TALK, months - 0.1).cloud)
    expect(costsAfter(TALK, months + 0.1).desk).toBeLessThan(costsAfter(TALK, months + 0.1).cloud)
  })

  it('is at once for boards that one has, and never where electricity costs more than the cloud', () => {
    expect(breakEven({ ...TALK, items: [{ name: 'old laptop', count: 1, price: 0, watts: 10 }] }).months).toBe(0)
    expect(breakEven({ ...TALK, cloudMonthly: 5 }).months).toBeUndefined()
    expect(breakEven({ items: [], kWhPrice: 0, cloudMonthly: 0 }).months).toBeUndefined()
  })
})
