import { expect, it } from 'vitest'
import { parseAnsi, stripAnsi } from './parse-ansi'

const plain = { colour: undefined, bold: false, dim: false }

it('leaves a plain line alone', () => {
  expect(parseAnsi('Ready <b>now</b>')).toEqual([{ text: 'Ready <b>now</b>', ...plain }])
})

it('keeps colours and weights, and ends them', () => {
  expect(parseAnsi('\u001b[1;31merror\u001b[0m: no \u001b[92mroom\u001b[39m left')).toEqual([
    { text: 'error', colour: 'red', bold: true, dim: false },
    { text: ': no ', ...plain },
    { text: 'room', ...plain, colour: 'green' },
    { text: ' left', ...plain },
  ])
})

it('drops cursor moves, titles, links, and a broken escape at the end', () => {
  expect(stripAnsi('\u001b[2K\u001b]0;title\u0007a\u001b[1Gb\u001b]8;;http://x\u001b\\c\u001b')).toBe('abc')
  expect(stripAnsi('\u001b[')).toBe('[')
})

it('reads 256-colour codes as no colour that we have', () => {
  expect(parseAnsi('\u001b[38;5;208morange')[0]?.text).toBe('orange')
})
