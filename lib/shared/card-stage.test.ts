import { expect, it } from 'vitest'
import { namesFrom, stopwatch, writeProgress } from './card-stage'

it('counts names on from the first, past those that are taken', () => {
  expect(namesFrom('bee-1', 3, new Set(['bee-2']))).toEqual(['bee-1', 'bee-3', 'bee-4'])
  expect(namesFrom('pi-08', 3, new Set())).toEqual(['pi-08', 'pi-09', 'pi-10'])
  expect(namesFrom('queen', 1, new Set())).toEqual(['queen'])
  expect(namesFrom('queen', 2, new Set())).toEqual(['queen-1', 'queen-2'])
  expect(namesFrom('', 2, new Set())).toEqual([])
})

it('shows how long a board is waited for', () => {
  expect([0, 42_900, 3_661_000, -5].map(stopwatch)).toEqual(['00:00', '00:42', '01:01:01', '00:00'])
})

it('says how fast a card is written once there is something to say', () => {
  const writing = { drive: 'SD Reader 1', path: '/dev/sdb', phase: 'writing' as const, ofBytes: 400e6, since: 1_000 }
  expect(writeProgress({ ...writing, doneBytes: 0, at: 1_000 })).toEqual({
    percent: 0,
    bytesPerSecond: undefined,
    leftMs: undefined,
  })
  expect(writeProgress({ ...writing, doneBytes: 100e6, at: 6_000 })).toEqual({
    percent: 25,
    bytesPerSecond: 20e6,
    leftMs: 15_000,
  })
})
