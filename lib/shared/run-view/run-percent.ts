/** What a practised hand needs for a cluster by hand: the measure of a run whose time nobody knows yet. */
const TARGET_MS = 10 * 60_000

export interface RunTimes {
  /** Below 0 for a moment where a run began after the page's clock last ticked. */
  readonly elapsedMs: number
  readonly remainingMs: number | undefined
  readonly finished: boolean
  /** Of the steps, 0 to 1. */
  readonly doneShare: number
}

/** How far a run has come, 0 to 100: 100 only when it is through. */
export function runPercent({ elapsedMs, remainingMs, finished, doneShare }: RunTimes): number {
  if (finished) return Math.round(doneShare * 100)
  const spentMs = Math.max(0, elapsedMs)
  const wholeMs = remainingMs === undefined ? TARGET_MS : Math.max(1, spentMs + remainingMs)
  return Math.min(99, Math.round((spentMs / wholeMs) * 100))
}
