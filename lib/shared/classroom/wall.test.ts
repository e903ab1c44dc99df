import { expect, it } from 'vitest'
import { wallOf, wallTile } from '@/lib/testing/wall-tile'
import { estimatedEnd, handPlaces, inOrderOfNeed, tileState } from './wall'

const MINUTE = 60_000
const mark = (since: number) => ({ kind: 'held-run', since, why: 'The run is held.' })
const claim = { teacherId: 't', name: 'Ms Lee', at: 0 }

it('puts whoever waits longest first, claimed ones behind, and who is not there last', () => {
  const tiles = [
    wallTile('Bea', { joinedAt: null }),
    wallTile('Zoe'),
    wallTile('Ann'),
    wallTile('Davi', { marks: [mark(1)], claim }),
    wallTile('Noor', { hand: { at: 3, note: '' } }),
    wallTile('Wanja', { marks: [mark(5)], hand: { at: 2, note: '' } }),
  ]
  expect(inOrderOfNeed(tiles).map(({ name }) => name)).toEqual(['Wanja', 'Noor', 'Davi', 'Ann', 'Zoe', 'Bea'])
})

it('says the most urgent thing of a tile', () => {
  const cluster = (phase: 'creating' | 'ready') => ({ id: 'c', phase, practice: true })
  const reached = [{ id: 'cluster-ready', at: 1 }]
  expect(tileState(wallTile('A', { marks: [mark(1)], hand: { at: 1, note: '' } }), 7)).toBe('stuck')
  expect(tileState(wallTile('A', { hand: { at: 1, note: '' }, cluster: cluster('creating') }), 7)).toBe('hand')
  expect(tileState(wallTile('A', { cluster: cluster('creating') }), 7)).toBe('creating')
  expect(tileState(wallTile('A', { cluster: cluster('ready'), reached }), 7)).toBe('working')
  expect(tileState(wallTile('A', { cluster: cluster('ready'), reached }), 1)).toBe('done')
  expect(tileState(wallTile('A'), 7)).toBe('here')
  expect(tileState(wallTile('A', { joinedAt: null }), 7)).toBe('away')
  // A cluster that was made before its student came is nobody's yet.
  expect(tileState(wallTile('A', { joinedAt: null, cluster: cluster('ready'), reached }), 7)).toBe('away')
})

it('gives hands their places by time, and to the same moment an order all see', () => {
  const places = handPlaces([
    { id: 'c', at: 5 },
    { id: 'b', at: 1 },
    { id: 'a', at: 5 },
  ])
  expect([...places]).toEqual([
    ['b', 1],
    ['a', 2],
    ['c', 3],
  ])
})

it('estimates the end by the pace of the class, for whoever has most before them', () => {
  const ids = ['one', 'two', 'three']
  const at = (...minutes: number[]) => minutes.map((minute, place) => ({ id: ids[place] ?? '', at: minute * MINUTE }))
  const slow = wallTile('Slow', { reached: at(4) })
  const quick = wallTile('Quick', { reached: at(2, 4) })
  const now = 6 * MINUTE
  // Times between milestones: 4, 2 and 2 minutes.
  expect(estimatedEnd(wallOf(slow, quick), ids, now)).toBe(10 * MINUTE)
  // Who is not there has no pace, and does not hold up the end.
  expect(estimatedEnd(wallOf(slow, quick, wallTile('Away', { joinedAt: null })), ids, now)).toBe(10 * MINUTE)
  expect(estimatedEnd(wallOf(slow), ids, now)).toBeUndefined()
  expect(estimatedEnd(wallOf(wallTile('Done', { reached: at(1, 2, 3) })), ids, now)).toBeUndefined()
})
