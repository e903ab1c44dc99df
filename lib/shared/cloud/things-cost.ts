import type { CloudPrice } from './cloud-data'

/** Something with a price, and when it was there. Milliseconds since the epoch. */
export interface PricedThing extends CloudPrice {
  readonly createdAt: number
  /** Undefined while it is there. */
  readonly endedAt?: number | undefined
}

const HOUR_MS = 3_600_000
/** By how many hours Linode caps: what is there for a month costs the monthly price. */
const HOURS_A_MONTH = 730

/** US dollars: begun hours count, and never more than the monthly price in a month. */
export function thingCost({ hourly, monthly, createdAt, endedAt }: PricedThing, now: number): number {
  const hours = Math.max(1, Math.ceil((Math.min(endedAt ?? now, now) - createdAt) / HOUR_MS))
  const months = Math.floor(hours / HOURS_A_MONTH)
  return months * monthly + Math.min((hours - months * HOURS_A_MONTH) * hourly, monthly)
}

export const thingsCost = (things: readonly PricedThing[], now: number): number =>
  things.reduce((sum, thing) => sum + thingCost(thing, now), 0)

/** `$0.05`; what costs anything at all is never shown as nothing. */
export const inDollars = (dollars: number): string =>
  dollars > 0 && dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`
