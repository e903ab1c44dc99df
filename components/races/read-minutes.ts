const MOST_MINUTES = 100_000

/** What somebody typed as minutes; null for nothing, undefined for what is no such number. A comma is a point. */
export function readMinutes(text: string): number | null | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return null
  const minutes = /^\d{1,6}(\.\d{0,3})?$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return minutes <= MOST_MINUTES ? minutes : undefined
}
