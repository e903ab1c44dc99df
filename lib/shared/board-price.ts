export interface Price {
  readonly cents: number
  /** ISO 4217. */
  readonly currency: string
}

/** `45.50 EUR`, `USD 45`, `45`: undefined for anything else. Without a currency it is US dollars. */
export function parsePrice(text: string): Price | undefined {
  const found = /^(?:([A-Za-z]{3}) )?(\d{1,6})(?:[.,](\d{1,2}))?(?: ([A-Za-z]{3}))?$/.exec(text.trim())
  if (found === null) return undefined
  const [, before, whole = '', part = '', behind] = found
  return {
    cents: Number(whole) * 100 + Number(part.padEnd(2, '0')),
    currency: (before ?? behind ?? 'USD').toUpperCase(),
  }
}

/** As `parsePrice` reads it. */
export const formatPrice = ({ cents, currency }: Price): string => `${(cents / 100).toFixed(2)} ${currency}`
