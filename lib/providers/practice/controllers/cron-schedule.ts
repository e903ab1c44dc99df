import { named } from '@/lib/core/named'

/** Minutes of an hour, hours, days of a month, months, days of a week: the five fields of a crontab line, in UTC. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const

const NAMED: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

const MINUTE_MS = 60_000
/** February 29 may be eight years away. */
const MOST_DAYS = 366 * 8

/** The fields of a schedule as sets of numbers; undefined when it is none. */
export function parseSchedule(schedule: string): readonly ReadonlySet<number>[] | undefined {
  const parts = (named(NAMED, schedule.trim()) ?? schedule.trim()).split(/\s+/)
  if (parts.length !== RANGES.length) return undefined
  const sets = parts.map((part, index) => parseField(part, RANGES[index] ?? [0, 0]))
  return sets.every((set) => set !== undefined) ? sets : undefined
}

function parseField(field: string, [low, high]: readonly [number, number]): ReadonlySet<number> | undefined {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [, range = '', step = '1'] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part) ?? []
    if (range === '' || Number(step) < 1) return undefined
    const [from = low, to = range.includes('-') ? high : part.includes('/') ? high : from] =
      range === '*' ? [low, high] : range.split('-').map(Number)
    if (from < low || to > high || from > to) return undefined
    for (let value = from; value <= to; value += Number(step)) found.add(value)
  }
  return found
}

/** The first minute after `now` that the schedule names, in milliseconds; undefined for a schedule that never comes. */
export function nextTime(schedule: string, now: number): number | undefined {
  const fields = parseSchedule(schedule)
  if (fields === undefined) return undefined
  const [minutes, hours, days, months, weekdays] = fields
  const anyDay = days?.size === 31
  const anyWeekday = weekdays?.size === 7
  const first = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  const start = new Date(first)
  for (let day = 0; day < MOST_DAYS; day++) {
    const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + day))
    const byDate = days?.has(date.getUTCDate()) === true
    const byWeekday = weekdays?.has(date.getUTCDay()) === true
    // As cron: when both are given, either will do.
    const fits = anyDay || anyWeekday ? byDate && byWeekday : byDate || byWeekday
    if (!fits || months?.has(date.getUTCMonth() + 1) !== true) continue
    for (const hour of hours ?? []) {
      for (const minute of minutes ?? []) {
        const time = date.getTime() + hour * 3_600_000 + minute * MINUTE_MS
        if (time >= first) return time
      }
    }
  }
  return undefined
}
