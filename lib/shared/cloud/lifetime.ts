import { CLOUD_LIFETIMES_HOURS } from './cloud-data'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** From so long before its end a cluster says so wherever its owner is. */
export const ENDS_SOON_MS = 15 * MINUTE_MS

/** One click gives so much more. */
export const EXTENSION_MS = HOUR_MS

/** The panel tries so often to delete a cluster whose time is over; then a person has to. */
export const MOST_END_TRIES = 5

/** Between two tries: 10 min, then twice as long each time. */
export const pauseBeforeTry = (tries: number): number => (tries === 0 ? 0 : 10 * MINUTE_MS * 2 ** (tries - 1))

/** The last end that a cluster in the cloud may have: the longest lifetime after it was made. */
export const latestEnd = (createdAt: number): number => createdAt + Math.max(...CLOUD_LIFETIMES_HOURS) * HOUR_MS

/**
 * The end after one more click; undefined when it has the latest already.
 * @param latest the latest that it may have; null: any
 */
export function extendedEnd(
  endsAt: number,
  latest: number | null,
  now: number,
  byMs: number = EXTENSION_MS,
): number | undefined {
  const end = Math.min(Math.max(endsAt, now) + byMs, latest ?? Number.POSITIVE_INFINITY)
  return end > endsAt ? end : undefined
}
