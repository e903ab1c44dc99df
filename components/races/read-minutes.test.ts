import { expect, it } from 'vitest'
import { readMinutes } from './read-minutes'

it('reads minutes as people type them', () => {
  expect(readMinutes('')).toBeNull()
  expect(readMinutes(' 20 ')).toBe(20)
  expect(readMinutes('7,5')).toBe(7.5)
  for (const wrong of ['-1', '1e3', '20 min', '999999', 'NaN']) expect(readMinutes(wrong)).toBeUndefined()
})
