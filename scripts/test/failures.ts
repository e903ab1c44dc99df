import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import {
  type PlaywrightReport,
  type PlaywrightSpec,
  type PlaywrightSuite,
  readReport,
  type VitestReport,
} from './read-report'

/** Lines of an error that are told again at the end of a run: whoever reads only the last page finds the reason there. */
const MAX_LINES = 25

/** One text for each failed case of vitest's JSON report: its file, its name, and the begin of its error. */
export function vitestFailures(reportFile: string): readonly string[] {
  const files = readReport<VitestReport>(reportFile)?.testResults ?? []
  return files.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(process.cwd(), name)
    const failed = assertionResults.filter((each) => each.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [failure(file, [message])] : []
    return failed.map(({ fullName, failureMessages }) => failure(`${file} > ${fullName}`, failureMessages))
  })
}

/** One text for each failed case of Playwright's JSON report, and for each error outside a case. */
export function playwrightFailures(reportFile: string): readonly string[] {
  const report = readReport<PlaywrightReport>(reportFile)
  if (!report) return []
  const outside = report.errors.map(({ message }) => failure('outside of a test', [message ?? '']))
  const failed = report.suites.flatMap(specsOf).filter(({ ok }) => !ok)
  return [...outside, ...failed.map(failedSpec)]
}

const specsOf = ({ specs, suites }: PlaywrightSuite): readonly PlaywrightSpec[] => [
  ...specs,
  ...(suites ?? []).flatMap(specsOf),
]

function failedSpec({ file, title, tests }: PlaywrightSpec): string {
  const errors = tests.flatMap(({ results }) => results).flatMap((result) => result.errors)
  return failure(
    `${file} > ${title}`,
    errors.map(({ message }) => message ?? ''),
  )
}

function failure(title: string, messages: readonly string[]): string {
  const all = messages.flatMap((message) => stripVTControlCharacters(message).split('\n'))
  const lines = all.filter((line) => !/^ +at .*node_modules/.test(line))
  const more = lines.length > MAX_LINES ? [`… ${lines.length - MAX_LINES} more lines above`] : []
  return [title, ...[...lines.slice(0, MAX_LINES), ...more].map((line) => `  ${line}`)].join('\n')
}
