import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { playwrightFailures, vitestFailures } from './failures'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-failures-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (report: unknown) => {
  const name = path.join(folder, 'report.json')
  writeFileSync(name, JSON.stringify(report))
  return name
}
const here = path.join(process.cwd(), 'lib/a.test.ts')

it('tells the failed cases of vitest, and files that failed outside of a case', () => {
  const cases = [
    { status: 'passed', fullName: 'adds', failureMessages: [] },
    { status: 'failed', fullName: 'takes away', failureMessages: ['\u001b[31mexpected 1\u001b[39m\n    at a.ts:3'] },
  ]
  const broken = { name: here, status: 'failed', message: 'no such module', assertionResults: [] }
  const mixed = { name: here, status: 'failed', message: '', assertionResults: cases }
  expect(vitestFailures(file({ testResults: [broken, mixed] }))).toEqual([
    'lib/a.test.ts\n  no such module',
    'lib/a.test.ts > takes away\n  expected 1\n      at a.ts:3',
  ])
})

it('tells the failed cases of Playwright in groups of any depth, and errors outside a case', () => {
  const spec = (title: string, ok: boolean, message?: string) => ({
    title,
    file: 'x.spec.ts',
    ok,
    tests: [{ results: [{ errors: message === undefined ? [] : [{ message }] }] }],
  })
  const suites = [{ specs: [spec('one', true)], suites: [{ specs: [spec('two', false, 'timed out')] }] }]
  expect(playwrightFailures(file({ suites, errors: [{ message: 'cannot load' }] }))).toEqual([
    'outside of a test\n  cannot load',
    'x.spec.ts > two\n  timed out',
  ])
})

it('cuts a long error, and says nothing of a report that is not there', () => {
  const failureMessages = [Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')]
  const testResults = [
    {
      name: here,
      status: 'failed',
      message: '',
      assertionResults: [{ status: 'failed', fullName: 'x', failureMessages }],
    },
  ]
  expect(vitestFailures(file({ testResults }))[0]?.split('\n').at(-1)).toBe('  … 15 more lines above')
  expect(vitestFailures(path.join(folder, 'none.json'))).toEqual([])
})
