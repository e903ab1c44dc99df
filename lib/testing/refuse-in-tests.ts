import { AppError } from '../core/errors.ts'

/** Set for all that tests run, by the configurations of vitest and Playwright. */
const VARIABLE = 'BUZZCRATE_IN_TESTS'

/** From now on this process and its children are tests: what they need is there already, or they fail in words. */
export function markTests(): void {
  process.env[VARIABLE] = '1'
}

/**
 * Stands in front of everything that builds or downloads something for tests: inside of a test it would eat the test's
 * deadline, so that the first run of a machine fails. `npm test` makes such things before the tier that needs them.
 * @param what as the subject of a sentence, e.g. `The lab's k3s`
 * @throws AppError `not-prepared` inside of tests
 */
export function refuseInTests(what: string): void {
  if (process.env[VARIABLE] !== '1') return
  throw new AppError('not-prepared', {
    userMessage: `${what} is not prepared, and tests build and download nothing. Run: npm test -- --prepare`,
  })
}
