import { describe, expect, it } from 'vitest'
import { numberFaults, viewerFaults } from '@/e2e/log-faults'
import type { LogLine, RunData } from '@/lib/contracts/runs'
import type { RunEvent } from '@/lib/engine/state'
import { killsOf, planRound } from './chaos-plan'
import { Dice } from './dice'
import { doubledLines } from './doubled-lines'
import { eventFaults } from './event-faults'

const LIMITS = { machines: { least: 1, most: 4 }, apps: ['go-echo'], runMs: { making: 4_000, deleting: 4_000 } }
const line = (seq: number, text = `line ${seq}`, at = seq): LogLine => ({
  seq,
  at,
  node: 'n',
  attempt: 1,
  stream: 'out',
  text,
})

describe('a seed', () => {
  it('makes the same plan each time, and another one than its neighbour', () => {
    const plan = (seed: number) => planRound(new Dice(seed), 2 * seed, LIMITS, 'making')
    expect(plan(7)).toEqual(plan(7))
    expect(plan(7)).not.toEqual(plan(8))
  })

  it('hits every node of a plan, over two hundred of them', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => `node${index}`)
    const hit = new Set<string>()
    const parts = new Set<string>()
    for (let seed = 1; seed <= 200; seed++) {
      for (const kill of killsOf(planRound(new Dice(seed), 2 * seed + 1, LIMITS, 'making'), nodes)) {
        parts.add(kill.part)
        if (kill.when === 'node') hit.add(kill.node)
      }
    }
    expect([...parts].sort()).toEqual(['postgres', 'practice', 'web', 'worker'])
    expect(nodes.filter((node) => !hit.has(node))).toEqual([])
  })

  it('rolls evenly', () => {
    const dice = new Dice(1)
    const rolls = Array.from({ length: 10_000 }, () => dice.whole(1, 4))
    for (const face of [1, 2, 3, 4]) {
      const share = rolls.filter((roll) => roll === face).length / rolls.length
      expect(Math.abs(share - 0.25)).toBeLessThan(0.02)
    }
  })
})

describe('a log', () => {
  it('without a fault has none', () => {
    const lines = [line(1), line(2), line(3)]
    expect([...numberFaults('log', lines), ...viewerFaults('viewer', lines, lines), ...doubledLines(lines)]).toEqual([])
  })

  it('that lost, repeated or changed a line is found out', () => {
    expect(numberFaults('log', [line(1), line(3)])).toEqual(['log: lines 2 to 2 are missing'])
    expect(numberFaults('log', [line(1), line(1)])).toEqual(['log: line 1 came again after line 1'])
    expect(viewerFaults('viewer', [line(1)], [line(1), line(2)])).toContain('viewer: was shown 1 of 2 lines')
    expect(viewerFaults('viewer', [line(1, 'other')], [line(1)])).toEqual(['viewer: line 1 was shown as another one'])
    const twice = [line(1, 'a', 5), line(2, 'b', 5), line(3, 'a', 5), line(4, 'b', 5)]
    expect(doubledLines(twice)).toEqual(['line 4 is line 2 again: b'])
  })
})

describe('events', () => {
  const nodes = [
    { id: 'first', after: [] },
    { id: 'last', after: ['first'] },
  ]
  const data = (events: readonly object[], status = 'succeeded') =>
    // Only what eventFaults looks at.
    ({ plan: { nodes }, run: { status }, events: events as RunEvent[] }) as unknown as RunData
  const event = (type: string, node: string) => ({ at: 1, type, node })
  const good = [
    event('started', 'first'),
    event('succeeded', 'first'),
    event('started', 'last'),
    event('succeeded', 'last'),
  ]

  it('of a good run have no fault, also when a step was begun twice', () => {
    expect(eventFaults(data(good))).toEqual([])
    expect(eventFaults(data([event('started', 'first'), ...good]))).toEqual([])
  })

  it('of a bad one have', () => {
    expect(eventFaults(data(good, 'held'))).toEqual(['the run is held'])
    expect(eventFaults(data(good.slice(0, 3)))).toEqual(['last was done 0 times'])
    expect(eventFaults(data([...good, event('started', 'first')]))).toEqual(['first began again after it was done'])
    const early = [
      event('started', 'last'),
      event('succeeded', 'last'),
      event('started', 'first'),
      event('succeeded', 'first'),
    ]
    expect(eventFaults(data(early))).toEqual(['last began before first was done'])
  })
})
