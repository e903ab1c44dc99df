import { expect, it } from 'vitest'
import type { Row } from './once-more'
import { reportLines } from './report'

const long = ['a.test.ts > x', ...Array.from({ length: 40 }, (_, index) => `  line ${index}`)].join('\n')
const row = (counts: Partial<Row['outcome']>): Row => ({
  name: 'unit',
  ms: 61_234,
  busy: 0.456,
  outcome: { passed: 2, failed: 0, skipped: 0, ...counts },
})
const told = { skips: [], wentWrongOnce: [], circumstances: 'pace 1' }

it('ends with one line that counts', () => {
  const lines = reportLines({ ...told, rows: [row({}), { ...row({ failed: 1, skipped: 3 }), name: 'db' }] })
  expect(lines.at(-1)).toBe('4 passed, 1 failed, 3 skipped')
  expect(lines).toContainEqual(expect.stringMatching(/^unit +2 +0 +0 +61\.2 s +46 %$/))
})

it('shortens what failed', () => {
  const lines = reportLines({ ...told, rows: [row({ failed: 1, failures: [long] })] })
  const failed = lines[lines.indexOf('FAILED:') + 1] ?? ''
  expect(failed.split('\n')).toHaveLength(27)
  expect(failed.split('\n').at(-1)).toBe('  … 15 more lines above')
})

it('tells what went wrong once in full, right above the last line', () => {
  const lines = reportLines({ ...told, rows: [row({})], skips: ['lab: needs root'], wentWrongOnce: [`unit: ${long}`] })
  expect(lines.slice(-4)).toEqual(['**went wrong once**', `unit: ${long}`, '', '2 passed, 0 failed, 0 skipped'])
})
