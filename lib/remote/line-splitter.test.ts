import { expect, it } from 'vitest'
import { LineSplitter } from './line-splitter'

function split(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  for (const chunk of chunks) splitter.write(Buffer.from(chunk))
  splitter.end()
  return lines
}

it('joins what chunks cut, also inside a character', () => {
  const bee = Buffer.from('🐝')
  expect(split('a', 'b\nc', '\n\n', bee.subarray(0, 2), bee.subarray(2), '\nend')).toEqual(['ab', 'c', '', '🐝', 'end'])
  expect(split('a\n')).toEqual(['a'])
  expect(split()).toEqual([])
})

it('keeps the last state of a rewritten line', () => {
  expect(split('10 %\r50 %\r100 %\r\nnext\r\n')).toEqual(['100 %', 'next'])
})

it('cuts a line without end', () => {
  const lines = split('x'.repeat(40_000))
  expect(lines.map((line) => line.length)).toEqual([16_384, 16_384, 7_232])
})
