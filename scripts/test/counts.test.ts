import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from './counts'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-counts-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (report: unknown) => {
  const name = path.join(folder, 'report.json')
  writeFileSync(name, JSON.stringify(report))
  return name
}
const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] }

it('counts cases of vitest, and files that failed before their first case', () => {
  expect(vitestCounts(file(vitest), true)).toEqual({ passed: 5, failed: 0, skipped: 2 })
  const broken = { ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] }
  expect(vitestCounts(file(broken), false)).toEqual({ passed: 5, failed: 1, skipped: 2 })
})

it('never calls a run green that ended badly or left no report', () => {
  expect(vitestCounts(file(vitest), false).failed).toBe(1)
  expect(vitestCounts(path.join(folder, 'none.json'), true).failed).toBe(1)
  expect(playwrightCounts(path.join(folder, 'none.json'), true).failed).toBe(1)
})

it('counts a flaky browser test as failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 2, skipped: 1 }
  expect(playwrightCounts(file({ stats }), false)).toEqual({ passed: 3, failed: 3, skipped: 1 })
})
