import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readPlaywrightReport, readVitestReport } from './read-report'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-report-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (report: unknown) => {
  const name = path.join(folder, 'report.json')
  writeFileSync(name, JSON.stringify(report))
  return name
}
const here = path.join(process.cwd(), 'lib/a.test.ts')

it('counts cases of vitest by file, with what failed', () => {
  const cases = [
    { status: 'passed', fullName: 'adds', failureMessages: [] },
    { status: 'failed', fullName: 'takes away', failureMessages: ['\u001b[31mexpected 1\u001b[39m\n    at a.ts:3'] },
    { status: 'pending', fullName: 'later', failureMessages: [] },
    { status: 'todo', fullName: 'some day', failureMessages: [] },
  ]
  const mixed = { name: here, status: 'failed', message: '', assertionResults: cases }
  const failures = ['lib/a.test.ts > takes away\n  expected 1\n      at a.ts:3']
  expect(readVitestReport(file({ testResults: [mixed] }))).toEqual({
    files: [{ file: here, passed: 1, failed: 1, skipped: 2, failures }],
    failures: [],
  })
})

it('counts a file of vitest that failed before its first case, or after its last, as a failure', () => {
  const passed = { status: 'passed', fullName: 'adds', failureMessages: [] }
  const before = { name: here, status: 'failed', message: 'no such module', assertionResults: [] }
  const after = { name: here, status: 'failed', message: 'cannot stop', assertionResults: [passed] }
  expect(readVitestReport(file({ testResults: [before, after] }))?.files).toEqual([
    { file: here, passed: 0, failed: 1, skipped: 0, failures: ['lib/a.test.ts\n  no such module'] },
    { file: here, passed: 1, failed: 1, skipped: 0, failures: ['lib/a.test.ts\n  cannot stop'] },
  ])
})

it('counts cases of Playwright by file, in groups of any depth, and tells errors outside a case', () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    tests: [{ status, results: [{ errors: message === undefined ? [] : [{ message }] }] }],
  })
  const inner = { file: 'x.spec.ts', specs: [spec('two', 'unexpected', 'timed out'), spec('three', 'flaky', 'once')] }
  const suites = [{ file: 'x.spec.ts', specs: [spec('one', 'expected'), spec('four', 'skipped')], suites: [inner] }]
  expect(readPlaywrightReport(file({ suites, errors: [{ message: 'cannot load' }] }))).toEqual({
    files: [
      {
        file: 'x.spec.ts',
        passed: 1,
        failed: 2,
        skipped: 1,
        failures: ['x.spec.ts > two\n  timed out', 'x.spec.ts > three\n  once'],
      },
    ],
    failures: ['outside of a test\n  cannot load'],
  })
})

it('keeps an error whole, without the lines of packages', () => {
  const message = [...Array.from({ length: 40 }, (_, index) => `line ${index}`), '    at x (node_modules/y.js:1)'].join(
    '\n',
  )
  const failed = { status: 'failed', fullName: 'x', failureMessages: [message] }
  const testResults = [{ name: here, status: 'failed', message: '', assertionResults: [failed] }]
  expect(readVitestReport(file({ testResults }))?.files[0]?.failures[0]?.split('\n')).toHaveLength(41)
})

it('says nothing of a report that is not there', () => {
  expect(readVitestReport(path.join(folder, 'none.json'))).toBeUndefined()
  expect(readPlaywrightReport(path.join(folder, 'none.json'))).toBeUndefined()
})
