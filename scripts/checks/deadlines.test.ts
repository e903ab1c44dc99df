import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkDeadlines } from './deadlines'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-deadlines-'))
afterAll(() => rmSync(folder, { recursive: true }))

// Written so that this file itself has no deadline without a pace.
const ms = '30_000'
const plain = [
  `describe('x', { timeout: ${ms} }, () => {`,
  `  test.setTimeout(${ms})`,
  `  fetch(url, { signal: AbortSignal.timeout(${ms}) })`,
  `}, ${ms})`,
  `const BACK_DEADLINE_MS = ${ms}`,
]
const scaled = plain.map((line) => line.replace(ms, `scaledMs(${ms})`))

it('finds deadlines in tests that do not grow with the pace', () => {
  writeFileSync(path.join(folder, 'a.test.ts'), [...plain, ...scaled].join('\n'))
  const problems = checkDeadlines(folder, ['a.test.ts'])
  expect(problems.map((problem) => problem.split(':')[1])).toEqual(['1', '2', '3', '4', '5'])
  expect(problems[3]).toBe(`a.test.ts:4: a deadline without scaledMs() of lib/testing/pace.ts: }, ${ms})`)
})

it('leaves the product alone, and numbers that are no deadlines of a test', () => {
  writeFileSync(path.join(folder, 'product.ts'), plain.join('\n'))
  writeFileSync(path.join(folder, 'b.test.ts'), 'vi.advanceTimersByTime(30_000)\nsetInterval(() => {\n}, 100)\n')
  expect(checkDeadlines(folder, ['product.ts', 'b.test.ts'])).toEqual([])
})
