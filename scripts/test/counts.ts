/** Test cases. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const nothing = (): Counts => ({ passed: 0, failed: 0, skipped: 0 })

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce<Counts>(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    nothing(),
  )

export const minus = (from: Counts, what: Counts): Counts => ({
  passed: from.passed - what.passed,
  failed: from.failed - what.failed,
  skipped: from.skipped - what.skipped,
})
