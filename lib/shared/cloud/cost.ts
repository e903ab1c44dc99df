import type { CloudPrice } from './cloud-data'

// How Linode bills, as it says itself: by the hour, any begun hour counts (linode.com/pricing: "rates get rounded up to
// the nearest hour"; linode.com/community/questions/23981: 2.5 hours are 3); never more than the monthly price in a
// calendar month ("How Linode Billing Works"); as long as a thing exists, running or not. That months begin at midnight
// UTC is our assumption. Taxes and traffic beyond what is included are not in here.

const HOUR_MS = 3_600_000

/** Something that costs by the hour while it is there. */
export interface Meter extends CloudPrice {
  /** So many alike. */
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly from: number
  /** When it was gone; null: it is there. */
  readonly to: number | null
}

export const monthStart = (at: number): number => {
  const day = new Date(at)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1)
}

export const nextMonthStart = (at: number): number => {
  const day = new Date(at)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1)
}

/** Hours that count: each that was begun. A stay that is not over yet has begun one. */
export const begunHours = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / HOUR_MS))

/**
 * What the price comes to from one instant to another, in US dollars: month by month the hours begun in it, at most the
 * monthly price. A monthly price of 0 is no limit.
 */
export function costBetween({ hourly, monthly }: CloudPrice, from: number, to: number): number {
  let cost = 0
  for (let begin = from; begin < to; begin = nextMonthStart(begin)) {
    const byHours = begunHours(begin, Math.min(to, nextMonthStart(begin))) * hourly
    cost += monthly > 0 ? Math.min(byHours, monthly) : byHours
  }
  return cost
}

/** The last instant that counts for a meter which is read at `until`. */
const endOf = ({ to }: Meter, until: number): number => (to === null ? until : Math.min(to, until))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** What they have cost until an instant, which may be in the future: what is there now is there then. */
export const costUntil = (meters: readonly Meter[], until: number): number =>
  sum(meters.map((meter) => meter.count * costBetween(meter, meter.from, endOf(meter, until))))

/** Their part of the calendar month that an instant is in, until that instant. */
export const costOfMonthUntil = (meters: readonly Meter[], until: number): number => {
  // The instant before: a month that is over is told by its last moment.
  const begin = monthStart(until - 1)
  return sum(meters.map((meter) => meter.count * costBetween(meter, Math.max(meter.from, begin), endOf(meter, until))))
}

/** What they cost an hour, at an instant. */
export const hourlyAt = (meters: readonly Meter[], now: number): number =>
  sum(
    meters
      .filter(({ from, to }) => from <= now && (to === null || to > now))
      .map((meter) => meter.count * meter.hourly),
  )

/** When the next hour of one of them begins to count; undefined when none is there. */
export function nextHourAt(meters: readonly Meter[], now: number): number | undefined {
  const starts = meters.filter(({ to, hourly }) => (to === null || to > now) && hourly > 0)
  const next = starts.map(({ from }) => from + (Math.floor(Math.max(0, now - from) / HOUR_MS) + 1) * HOUR_MS)
  return next.length === 0 ? undefined : Math.min(...next)
}

/**
 * What the calendar month of `now` comes to in all if nothing is made or deleted but what ends by itself.
 * @param endsAt when they end by themselves; null: they do not
 */
export const monthForecast = (meters: readonly Meter[], now: number, endsAt: number | null): number =>
  costOfMonthUntil(ending(meters, now, endsAt), nextMonthStart(now))

/** The same for the month after. */
export const nextMonthForecast = (meters: readonly Meter[], now: number, endsAt: number | null): number =>
  costOfMonthUntil(ending(meters, now, endsAt), nextMonthStart(nextMonthStart(now)))

/** What is there now ends at the end of its lifetime; what should have ended already is there all the same. */
const ending = (meters: readonly Meter[], now: number, endsAt: number | null): readonly Meter[] =>
  endsAt === null
    ? meters
    : meters.map((meter) => (meter.to === null ? { ...meter, to: Math.max(endsAt, now) } : meter))

/** Things of the same price and time as one meter. */
export function asMeters(things: readonly Omit<Meter, 'count'>[]): readonly Meter[] {
  const meters = new Map<string, Meter>()
  for (const { hourly, monthly, from, to } of things) {
    if (hourly === 0 && monthly === 0) continue
    const key = [hourly, monthly, from, to].join(' ')
    meters.set(key, { hourly, monthly, from, to, count: (meters.get(key)?.count ?? 0) + 1 })
  }
  return [...meters.values()]
}
