import { existsSync, readFileSync } from 'node:fs'

/** What is read of vitest's JSON report. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly VitestFile[]
}

export interface VitestFile {
  readonly name: string
  readonly status: string
  /** Why the file failed before its first test. */
  readonly message: string
  readonly assertionResults: readonly VitestCase[]
}

export interface VitestCase {
  readonly status: string
  readonly fullName: string
  readonly failureMessages: readonly string[]
}

/** What is read of Playwright's JSON report. */
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly suites: readonly PlaywrightSuite[]
  /** Outside any test, e.g. a file that cannot be loaded. */
  readonly errors: readonly { readonly message?: string }[]
}

export interface PlaywrightSuite {
  /** A group of tests in a file has none. */
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly PlaywrightSpec[]
}

export interface PlaywrightSpec {
  readonly title: string
  readonly file: string
  readonly ok: boolean
  readonly tests: readonly { readonly results: readonly { readonly errors: readonly { message?: string }[] }[] }[]
}

/** The two formats are the reporters' own; nothing else writes these files. */
export const readReport = <Report>(file: string): Report | undefined =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
