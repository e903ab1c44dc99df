import type { LogLine } from '@/lib/contracts/runs'

const SHOWN = 4

/** The last few lines of a log. @param until only those that were there at that moment, milliseconds since 1970 */
export function lastLines(lines: readonly LogLine[], until = Number.POSITIVE_INFINITY): readonly LogLine[] {
  const end = lines.findLastIndex(({ at }) => at <= until) + 1
  return lines.slice(Math.max(0, end - SHOWN), end)
}
