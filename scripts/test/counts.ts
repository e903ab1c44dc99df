import { type PlaywrightReport, readReport, type VitestReport } from './read-report'

/** Test cases. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const nothing = (): Counts => ({ passed: 0, failed: 0, skipped: 0 })

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    nothing(),
  )

/**
 * Test cases by vitest's JSON report. A file that failed before its first test counts as one failure, and so does a
 * run that ended badly although no test failed: nothing may turn out green by accident.
 */
export function vitestCounts(reportFile: string, succeeded: boolean): Counts {
  const report = readReport<VitestReport>(reportFile)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const emptyFailures = report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  )
  const failed = report.numFailedTests + emptyFailures.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Test cases by Playwright's JSON report. A flaky test is a failed one. */
export function playwrightCounts(reportFile: string, succeeded: boolean): Counts {
  const report = readReport<PlaywrightReport>(reportFile)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  const failed = unexpected + flaky
  return { passed: expected, failed: failed === 0 && !succeeded ? 1 : failed, skipped }
}
