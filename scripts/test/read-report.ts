import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Counts, nothing } from './counts'

/** What is read of vitest's JSON report. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    /** Why the file failed outside of its tests. */
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** What is read of Playwright's JSON report. */
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  /** Outside any test, e.g. a file that cannot be loaded. */
  readonly errors: readonly PlaywrightError[]
}

interface PlaywrightSuite {
  /** Of the outermost ones: a file, relative to the folder of the tests. */
  readonly file: string
  /** A group of tests in a file has none. */
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly PlaywrightSpec[]
}

interface PlaywrightSpec {
  readonly title: string
  readonly tests: readonly {
    readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped'
    readonly results: readonly { readonly errors: readonly PlaywrightError[] }[]
  }[]
}

interface PlaywrightError {
  readonly message?: string
  readonly stack?: string
}

/** What a file of tests gave. */
export interface FileReport extends Counts {
  /** As the report names it: whole for vitest, relative to the folder of its tests for Playwright. */
  readonly file: string
  /** What failed, in full; a text of several lines each. */
  readonly failures: readonly string[]
}

/** What a report says: all its files, and what failed outside of them. */
export interface Report {
  readonly files: readonly FileReport[]
  readonly failures: readonly string[]
}

/**
 * Reads vitest's JSON report; undefined when it was not written. A file that failed outside of its cases, before the
 * first or after the last, counts as one failure.
 */
export function readVitestReport(reportFile: string): Report | undefined {
  const report = readJson<VitestReport>(reportFile)
  if (!report) return undefined
  const files = report.testResults.map(({ name, status, message, assertionResults }) => {
    const file = path.relative(process.cwd(), name)
    const failed = assertionResults.filter((each) => each.status === 'failed')
    const passed = assertionResults.filter((each) => each.status === 'passed').length
    const failures =
      failed.length === 0 && status === 'failed'
        ? [failure(file, [message])]
        : failed.map(({ fullName, failureMessages }) => failure(`${file} > ${fullName}`, failureMessages))
    const skipped = assertionResults.length - passed - failed.length
    return { file: name, passed, failed: failures.length, skipped, failures }
  })
  return { files, failures: [] }
}

/** Reads Playwright's JSON report; undefined when it was not written. A flaky test is a failed one. */
export function readPlaywrightReport(reportFile: string): Report | undefined {
  const report = readJson<PlaywrightReport>(reportFile)
  if (!report) return undefined
  const files = report.suites.map((suite) => {
    const counts = nothing()
    const failures: string[] = []
    for (const { title, tests } of specsOf(suite)) {
      for (const { status, results } of tests) {
        if (status === 'expected') counts.passed += 1
        else if (status === 'skipped') counts.skipped += 1
        else {
          counts.failed += 1
          const errors = results.flatMap((result) => result.errors)
          failures.push(failure(`${suite.file} > ${title}`, errors.map(messageOf)))
        }
      }
    }
    return { file: suite.file, ...counts, failures }
  })
  return { files, failures: report.errors.map((error) => failure('outside of a test', [messageOf(error)])) }
}

const messageOf = ({ stack, message }: PlaywrightError) => stack ?? message ?? ''

const specsOf = ({ specs, suites }: PlaywrightSuite): readonly PlaywrightSpec[] => [
  ...specs,
  ...(suites ?? []).flatMap(specsOf),
]

/** The two formats are the reporters' own; nothing else writes these files. */
const readJson = <Format>(file: string): Format | undefined =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined

function failure(title: string, messages: readonly string[]): string {
  const all = messages.flatMap((message) => stripVTControlCharacters(message).split('\n'))
  const lines = all.filter((line) => !/^ +at .*node_modules/.test(line))
  return [title, ...lines.map((line) => `  ${line}`)].join('\n')
}
