import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const PAGE = readFileSync(path.join(ROOT, 'docs/threats.md'), 'utf8')

/** Rows of all tables, without their heads. */
const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| what (they|it) tr|^\| what (happens|may happen) \|/.test(line))
  .map((line) => line.slice(2, -2).split(' | '))

it('lists threats, each with four columns', () => {
  expect(ROWS.length).toBeGreaterThan(10)
  for (const row of ROWS) expect(row, row[0]).toHaveLength(4)
})

it.each(ROWS)('has a test for: %s', (...row) => {
  const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(row[3] ?? '') ?? []
  expect(existsSync(path.join(ROOT, file)), file).toBe(true)
  const source = readFileSync(path.join(ROOT, file), 'utf8')
  // A name of several cases ends in what stands for each.
  expect(source).toContain(name)
  expect(source).toMatch(/\b(it|test)(\.each\(|\()/)
})
