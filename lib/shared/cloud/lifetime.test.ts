import { expect, it } from 'vitest'
import { extendedEnd, pauseBeforeTry } from './lifetime'

const HOUR = 3_600_000
const LONGEST = 720 * HOUR

it.each([
  ['an hour more than it had', 4 * HOUR, 2 * HOUR, 5 * HOUR],
  ['an hour from now when its time is over', 4 * HOUR, 6 * HOUR, 7 * HOUR],
  ['at most the longest lifetime', LONGEST - HOUR / 2, 2 * HOUR, LONGEST],
  ['nothing at the longest lifetime', LONGEST, 2 * HOUR, undefined],
  ['nothing after it', LONGEST, LONGEST + 2 * HOUR, undefined],
])('a cluster gets %s', (_, endsAt, now, end) => {
  expect(extendedEnd(endsAt, LONGEST, now)).toBe(end)
})

it('goes on for ever without a latest end', () => {
  expect(extendedEnd(9 * LONGEST, null, 0)).toBe(9 * LONGEST + HOUR)
})

it('is tried at once, then less and less often', () => {
  expect([0, 1, 2, 3, 4].map((tries) => pauseBeforeTry(tries) / 60_000)).toEqual([0, 10, 20, 40, 80])
})
