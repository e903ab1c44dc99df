import type { CloudPrices } from '@/lib/contracts/cloud-catalogue'
import type { CloudPrice } from './cloud-data'

/** A month as long as Linode's bills take it on average. */
const MONTH_HOURS = 730

/** What something costs in a region. */
export function priceAt({ price, elsewhere }: CloudPrices, region: string): CloudPrice {
  const { hourly, monthly } = elsewhere.find((one) => one.region === region) ?? price
  return { hourly, monthly }
}

/** What something costs that is there for so many hours: by the hour, and in no month more than the monthly price. */
export function costFor({ hourly, monthly }: CloudPrice, hours: number): number {
  const months = Math.floor(hours / MONTH_HOURS)
  return months * monthly + Math.min(monthly, (hours - months * MONTH_HOURS) * hourly)
}

/** How many of what a cluster has, with the price of one. */
export type PricedParts = readonly { readonly count: number; readonly price: CloudPrice }[]

const sum = (parts: PricedParts, of: (price: CloudPrice) => number): number =>
  parts.reduce((total, { count, price }) => total + count * of(price), 0)

export const hourlyOf = (parts: PricedParts): number => sum(parts, ({ hourly }) => hourly)
export const monthlyOf = (parts: PricedParts): number => sum(parts, ({ monthly }) => monthly)
export const totalOf = (parts: PricedParts, hours: number): number => sum(parts, (price) => costFor(price, hours))
