import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Rows of all tables of a page, without their heads, which stand above a line of dashes. */
function rowsOf(page: string): readonly (readonly string[])[] {
  const lines = readFileSync(path.join(ROOT, page), 'utf8').split('\n')
  return lines
    .filter((line, index) => line.startsWith('| ') && !(lines[index + 1] ?? '').startsWith('|---'))
    .map((line) => line.slice(2, -2).split(' | '))
}

describe.each(['docs/threats.md', 'docs/field.md'])('%s', (page) => {
  const rows = rowsOf(page)

  it('is a list, each row with four columns', () => {
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) expect(row, row[0]).toHaveLength(4)
  })

  it.each(rows)('has a test for: %s', (...row) => {
    const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(row[3] ?? '') ?? []
    expect(existsSync(path.join(ROOT, file)), file).toBe(true)
    const source = readFileSync(path.join(ROOT, file), 'utf8')
    // A name of several cases ends in what stands for each.
    expect(source).toContain(name)
    // Or it is a line of a table that a test walks.
    expect(source).toMatch(/\b(it|test)(\.each\(|\()|\btitle: '/)
  })
})
