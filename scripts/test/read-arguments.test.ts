import { expect, it } from 'vitest'
import { readArguments } from './read-arguments'

const plain = { only: [], filter: [], beside: 0, onceMore: false, prepare: false, list: false }

it.each([
  [[], plain],
  [['--only', 'unit,db', 'lib/events'], { ...plain, only: ['unit', 'db'], filter: ['lib/events'] }],
  [['lib/db', '--beside', '2', '--once-more'], { ...plain, filter: ['lib/db'], beside: 2, onceMore: true }],
  [['--beside=3', '--only=lab'], { ...plain, beside: 3, only: ['lab'] }],
  [['--list', '--prepare'], { ...plain, list: true, prepare: true }],
])('reads %j', (args, asked) => {
  expect(readArguments(args)).toEqual(asked)
})

it.each([
  [['--beside'], '--beside needs a number'],
  [['--beside', 'two'], '--beside needs a number'],
  [['--beside', '-1'], '--beside needs a number'],
  [['--only'], '--only needs names'],
  [['--once-mroe'], '--once-mroe is not known'],
])('says what is wrong with %j', (args, sentence) => {
  expect(readArguments(args)).toContain(sentence)
})
