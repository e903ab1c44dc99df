import { expect, it } from 'vitest'
import { quantity } from './quantity'

it.each([
  ['4', 4],
  ['3920m', 3.92],
  ['1k', 1_000],
  ['8Gi', 8 * 2 ** 30],
  ['0.5', 0.5],
  [2, 2],
  [undefined, 0],
  ['', 0],
  ['lots', 0],
  ['9'.repeat(400), 0],
  ['1constructor', 1],
])('reads %s', (value, number) => {
  expect(quantity(value)).toBeCloseTo(number)
})
