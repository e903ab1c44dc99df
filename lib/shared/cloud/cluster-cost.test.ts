import { expect, it } from 'vitest'
import { formatDollars, formatTotal } from '../format-dollars'
import { costFor, hourlyOf, monthlyOf, priceAt, totalOf } from './cluster-cost'

const NANODE = { hourly: 0.0075, monthly: 5 }
const BALANCER = { hourly: 0.015, monthly: 10 }

it('takes the price of the region, where it has one of its own', () => {
  const prices = { price: NANODE, elsewhere: [{ region: 'br-gru', hourly: 0.0105, monthly: 7 }] }
  expect(priceAt(prices, 'us-ord')).toEqual(NANODE)
  expect(priceAt(prices, 'br-gru')).toEqual({ hourly: 0.0105, monthly: 7 })
})

it('counts by the hour, and never more than the monthly price in a month', () => {
  expect(costFor(NANODE, 4)).toBeCloseTo(0.03)
  expect(costFor(NANODE, 720)).toBe(5)
  expect(costFor(NANODE, 730 + 100)).toBeCloseTo(5.75)
})

it('sums up what a cluster of three nanodes and two NodeBalancers costs', () => {
  const parts = [
    { count: 3, price: NANODE },
    { count: 2, price: BALANCER },
  ]
  expect(hourlyOf(parts)).toBeCloseTo(0.0525)
  expect(monthlyOf(parts)).toBe(35)
  expect(totalOf(parts, 4)).toBeCloseTo(0.21)
  expect(totalOf(parts, 720)).toBe(35)
})

it('writes small prices exactly and large ones in cents', () => {
  const written = [0, 0.0075, 0.015, 0.0525, 0.2, 0.21, 1, 12, 35.5, 1234.567].map(formatDollars)
  expect(written).toEqual([
    ...['$0.00', '$0.0075', '$0.015', '$0.0525', '$0.20', '$0.21'],
    ...['$1.00', '$12.00', '$35.50', '$1234.57'],
  ])
})

it('writes sums in cents', () => {
  expect([0, 0.0075, 0.162, 0.972, 27].map(formatTotal)).toEqual(['$0.00', '$0.0075', '$0.16', '$0.97', '$27.00'])
})
