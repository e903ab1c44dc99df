import { expect, it } from 'vitest'
import { list, plural } from './catalogue'

const machines = (count: number) => plural(count, { zero: 'no machines', one: '# machine', other: '# machines' })

it.each([
  [0, 'no machines'],
  [1, '1 machine'],
  [2, '2 machines'],
  [1234, '1,234 machines'],
])('counts %d', (count, words) => {
  expect(machines(count)).toBe(words)
})

it('falls back to `other`', () => {
  expect(plural(1, { other: '# of them' })).toBe('1 of them')
})

it('joins names as the language does', () => {
  expect(list(['pi-01', 'pi-02', 'pi-03'])).toBe('pi-01, pi-02, and pi-03')
})
