import { expect, it } from 'vitest'
import { LINE_CHARS, LogAllowance, type WrittenLine } from './log-allowance'

const ten = 10 * (LINE_CHARS + 10)
const LIMITS = { stepFirst: ten, stepLast: ten / 2, run: 4 * ten, lateFirst: ten / 5, lateLast: ten / 10 }
const line = (number: number, node = 'a', attempt = 1): WrittenLine => ({
  at: number,
  node,
  attempt,
  stream: 'out',
  text: `line ${String(number).padStart(5, '0')}`,
})
const texts = (lines: readonly WrittenLine[]) => lines.map(({ text }) => text)
const write = (allowance: LogAllowance, count: number, node?: string, attempt?: number) =>
  Array.from({ length: count }, (_, index) => allowance.take(line(index + 1, node, attempt))).flat()

it('keeps the beginning and the end of a step, and says at its place how much was left out', () => {
  const allowance = new LogAllowance(0, LIMITS)
  const first = write(allowance, 1_000)
  expect(texts(first)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => line(i + 1).text),
    expect.stringMatching(/writes very much/),
  ])
  expect(texts(allowance.end('a'))).toEqual([
    '985 lines (10.8 kB) are left out here.',
    ...[996, 997, 998, 999, 1_000].map((number) => line(number).text),
  ])
  expect(allowance.end('a')).toEqual([])
})

it('leaves a step alone that writes as much as it may, and says nothing of none', () => {
  const allowance = new LogAllowance(0, LIMITS)
  expect(write(allowance, 10)).toHaveLength(10)
  expect(allowance.end()).toEqual([])
  const few = write(allowance, 12, 'b')
  expect(few).toHaveLength(11)
  expect(texts(allowance.end())).toEqual([line(11).text, line(12).text])
})

it('gives each attempt its own beginning, behind the end of the one before', () => {
  const allowance = new LogAllowance(0, LIMITS)
  write(allowance, 100)
  const again = allowance.take(line(1, 'a', 2))
  expect(texts(again)).toEqual([
    '85 lines (935 B) are left out here.',
    ...[96, 97, 98, 99, 100].map((n) => line(n).text),
    line(1).text,
  ])
  expect(again.at(-1)?.attempt).toBe(2)
})

it('lets a run that has written too much say a little of each later step, and at last only counts', () => {
  const allowance = new LogAllowance(0, LIMITS)
  for (const node of ['a', 'b', 'c']) {
    write(allowance, 50, node)
    allowance.end(node)
  }
  expect(write(allowance, 50, 'late')).toHaveLength(3)
  expect(texts(allowance.end('late'))).toEqual(['47 lines (517 B) are left out here.', line(50).text])
  const over = new LogAllowance(8 * ten, LIMITS)
  expect(write(over, 50, 'over')).toHaveLength(1)
  expect(texts(over.end('over'))).toEqual(['49 lines (539 B) are left out here.', line(50).text])
})
