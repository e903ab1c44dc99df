import { expect, it } from 'vitest'
import { allowsVersion, oldestOf } from './node-range.mjs'

it.each([
  '*',
  '',
  '>=20.19',
  '>= 0.6',
  '>=20.0.0',
  '>=20.19.0',
  '>=18 <25',
  '18 - 24',
  '<=20',
  '20.x',
  '20',
  '^20.19.0 || >=22.12.0',
  '^18 || ^20.9.0',
  '~20.19',
  '^0.4 || >20.18',
  '>= 10.x',
])('"%s" takes Node 20.19.0', (range) => {
  expect(allowsVersion(range, [20, 19, 0])).toBe(true)
})

it.each([
  '>=22',
  '^20.19.1',
  '>20.19',
  '>20',
  '<20.19',
  '<20',
  '~20.18',
  '^18 || ^22',
  '20.18.x',
  '>=18 <20',
  '16 - 18',
  '^0.20',
])('"%s" does not take Node 20.19.0', (range) => {
  expect(allowsVersion(range, [20, 19, 0])).toBe(false)
})

it('refuses what it does not know', () => {
  expect(() => allowsVersion('lts/*', [20, 19, 0])).toThrow(/does not know: "lts\/\*"/)
  expect(() => oldestOf('^20 || ^22')).toThrow(/engines.node should be like/)
})

it('reads the oldest version', () => {
  expect([oldestOf('>=20.19'), oldestOf('>= 22'), oldestOf('>=20.19.4')]).toEqual([
    [20, 19, 0],
    [22, 0, 0],
    [20, 19, 4],
  ])
})
