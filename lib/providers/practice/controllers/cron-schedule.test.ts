import { expect, it } from 'vitest'
import { nextTime } from './cron-schedule'

const NOW = Date.parse('2026-03-10T09:07:30Z') // a Tuesday

it.each([
  ['* * * * *', '2026-03-10T09:08:00.000Z'],
  ['*/15 * * * *', '2026-03-10T09:15:00.000Z'],
  ['0 3 * * *', '2026-03-11T03:00:00.000Z'],
  ['30 8-17/3 * * 1-5', '2026-03-10T11:30:00.000Z'],
  ['0 0 1 * *', '2026-04-01T00:00:00.000Z'],
  ['0 0 13 * 5', '2026-03-13T00:00:00.000Z'],
  ['0 12 29 2 *', '2028-02-29T12:00:00.000Z'],
  ['@hourly', '2026-03-10T10:00:00.000Z'],
])('%s comes next at %s', (schedule, time) => {
  expect(new Date(nextTime(schedule, NOW) ?? 0).toISOString()).toBe(time)
})

it.each(['', '* * * *', '61 * * * *', '0 0 31 2 *', 'every day', 'constructor'])('never comes: "%s"', (schedule) => {
  expect(nextTime(schedule, NOW)).toBeUndefined()
})
