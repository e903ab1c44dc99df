import { describe, expect, it } from 'vitest'
import {
  asMeters,
  costBetween,
  costOfMonthUntil,
  costUntil,
  hourlyAt,
  type Meter,
  monthForecast,
  nextHourAt,
  nextMonthForecast,
} from './cost'

const NANODE = { hourly: 0.0075, monthly: 5 }
const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => Date.parse(`${text}Z`)
const meter = (from: string, to: string | null = null, count = 1): Meter => ({
  ...NANODE,
  count,
  from: at(from),
  to: to === null ? null : at(to),
})

describe('what a thing costs', () => {
  const from = at('2026-11-10T10:00:00')
  it.each([
    ['nothing before it is there', from, from, 0],
    ['an hour for a second', from, from + 1_000, 0.0075],
    ['an hour for an hour', from, from + HOUR, 0.0075],
    ['three hours for two and a half', from, from + 2.5 * HOUR, 0.0225],
    ['as Linode’s own page says: 24 hours', from, from + DAY, 0.18],
    ['nothing for an end before the beginning', from, from - HOUR, 0],
  ])('is %s', (_, begin, end, cost) => {
    expect(costBetween(NANODE, begin, end)).toBeCloseTo(cost, 10)
  })

  it('is never more than the monthly price in a month, however long the month is', () => {
    expect(costBetween(NANODE, at('2026-10-01T00:00:00'), at('2026-11-01T00:00:00'))).toBe(5)
    expect(costBetween(NANODE, at('2026-10-01T00:00:00'), at('2026-11-01T01:30:00'))).toBeCloseTo(5.015, 10)
    expect(costBetween(NANODE, at('2025-01-01T00:00:00'), at('2026-01-01T00:00:00'))).toBeCloseTo(60, 10)
  })

  it('counts the begun hour of each month that a stay goes over', () => {
    expect(costBetween(NANODE, at('2026-10-31T23:30:00'), at('2026-11-01T00:30:00'))).toBeCloseTo(0.015, 10)
  })

  it('has no limit where there is no monthly price', () => {
    expect(costBetween({ hourly: 1, monthly: 0 }, at('2026-10-01T00:00:00'), at('2026-11-01T00:00:00'))).toBe(744)
  })
})

describe('what meters say', () => {
  const meters = [meter('2026-10-30T00:00:00', null, 3), meter('2026-11-02T00:00:00', '2026-11-02T05:00:00')]
  const now = at('2026-11-02T10:00:00')

  it('in all, of this month, and an hour', () => {
    expect(costUntil(meters, now)).toBeCloseTo(3 * (48 + 34) * 0.0075 + 5 * 0.0075, 10)
    expect(costOfMonthUntil(meters, now)).toBeCloseTo(3 * 34 * 0.0075 + 5 * 0.0075, 10)
    expect(hourlyAt(meters, now)).toBeCloseTo(0.0225, 10)
    expect(hourlyAt(meters, at('2026-11-02T04:00:00'))).toBeCloseTo(0.03, 10)
  })

  it('of the month to its end: to the monthly price, or to the end of the lifetime', () => {
    expect(monthForecast(meters, now, null)).toBeCloseTo(15 + 5 * 0.0075, 10)
    expect(monthForecast(meters, now, at('2026-11-02T12:00:00'))).toBeCloseTo(3 * 36 * 0.0075 + 5 * 0.0075, 10)
    expect(nextMonthForecast(meters, now, null)).toBe(15)
    expect(nextMonthForecast(meters, now, at('2026-11-02T12:00:00'))).toBe(0)
    expect(nextMonthForecast(meters, now, at('2026-12-01T02:00:00'))).toBeCloseTo(3 * 2 * 0.0075, 10)
  })

  it('of a lifetime that is over while the things are still there: until now', () => {
    expect(monthForecast(meters, now, at('2026-11-01T00:00:00'))).toBeCloseTo(costOfMonthUntil(meters, now), 10)
  })

  it('when the next hour counts', () => {
    const odd = [
      meter('2026-11-02T09:20:00'),
      meter('2026-11-02T08:50:00'),
      meter('2026-11-01T00:01:00', '2026-11-01T03:00:00'),
    ]
    expect(nextHourAt(odd, now)).toBe(at('2026-11-02T10:20:00'))
    expect(nextHourAt(odd.slice(2), now)).toBeUndefined()
    expect(nextHourAt([meter('2026-11-02T10:00:00')], now)).toBe(at('2026-11-02T11:00:00'))
  })

  it('together for what is alike; what is free has none', () => {
    const one = { ...NANODE, from: 1, to: null }
    expect(asMeters([one, one, { ...one, to: 5 }, { hourly: 0, monthly: 0, from: 1, to: null }])).toEqual([
      { ...one, count: 2 },
      { ...one, to: 5, count: 1 },
    ])
  })
})
