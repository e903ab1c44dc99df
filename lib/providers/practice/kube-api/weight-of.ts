/**
 * About how many bytes of memory a JSON value takes: its text, and something for each value. Counted without making a
 * text of it. Values nest no deeper than bodies may.
 */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length
  if (typeof value !== 'object' || value === null) return 8
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weightOf(item), 16)
  let sum = 24
  for (const [key, inner] of Object.entries(value)) sum += 8 + key.length + weightOf(inner)
  return sum
}
