/** `$12.40`; below a dollar as exact as prices an hour are, `$0.0075`, and at least in cents. */
export function formatDollars(amount: number): string {
  const digits = amount < 1 ? 4 : 2
  return `$${amount.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, '$1')}`
}
