/** `$12.40`; below a dollar as exact as prices an hour are, `$0.0075`, and at least in cents. */
export function formatDollars(amount: number): string {
  const digits = amount < 1 ? 4 : 2
  return `$${amount.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, '$1')}`
}

/** A sum, in cents; one that is smaller than a cent as exact as prices are. */
export const formatTotal = (amount: number): string => (amount < 0.01 ? formatDollars(amount) : `$${amount.toFixed(2)}`)
