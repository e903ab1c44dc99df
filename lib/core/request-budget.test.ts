import { expect, it } from 'vitest'
import { RequestBudget } from './request-budget'

const asked = (budget: RequestBudget, who: string, times: number, now: number) =>
  Array.from({ length: times }, () => budget.take(who, 1, now)).filter(Boolean).length

it('lets so much pass at once, then so much a second, and of each by himself', () => {
  const budget = new RequestBudget({ perSecond: 10, atOnce: 50 })
  expect(asked(budget, 'mallory', 1_000, 0)).toBe(50)
  expect(asked(budget, 'anna', 20, 0)).toBe(20)
  expect(asked(budget, 'mallory', 1_000, 1_000)).toBe(10)
  expect(asked(budget, 'mallory', 1_000, 1_000)).toBe(0)
  expect(asked(budget, 'mallory', 1_000, 100_000)).toBe(50)
})

it('takes nothing for what it refuses', () => {
  const budget = new RequestBudget({ perSecond: 10, atOnce: 50 })
  expect(budget.take('anna', 45, 0)).toBe(true)
  expect(budget.take('anna', 20, 0)).toBe(false)
  expect(budget.take('anna', 5, 0)).toBe(true)
})

it('does not keep everybody who ever asked, and forgets who asked longest ago', () => {
  const budget = new RequestBudget({ perSecond: 10, atOnce: 1 })
  budget.take('first', 1, 0)
  for (let number = 0; number < 30_000; number += 1) budget.take(`stranger ${number}`, 1, 1)
  expect(budget.size).toBe(20_000)
  expect(budget.take('first', 1, 2)).toBe(true)
  expect(budget.take('stranger 29999', 1, 2)).toBe(false)
})
