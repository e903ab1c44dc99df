import { describe, expect, it } from 'vitest'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { raceResult, splitRows } from './race-result'
import { readSide, type SideState, stateAt } from './race-side'
import { commandReplay, isPlaying, replayedMs, replayFrom } from './replay-clock'

const CLICK = 10_000
const planOf = (...stages: readonly string[]): Plan => ({
  recipe: 'create-cluster',
  onFailure: 'hold',
  lanes: [{ id: 'm1', title: 'pi-01', subtitle: 'server' }],
  stages: [...stages, 'Never used'],
  nodes: stages.map((stage, index) => ({
    ...{ id: stage, step: stage, input: null, lane: 'm1', stage },
    after: index === 0 ? [] : [stages[index - 1] ?? ''],
  })),
})
const error = { code: 'x', message: 'x', userMessage: 'x', retryable: false, details: {} }

/** Each stage takes so long, one after another, from half a second after the click on. */
function eventsOf(plan: Plan, tookMs: number): readonly RunEvent[] {
  return plan.nodes.flatMap((node, index): readonly RunEvent[] => [
    { at: CLICK + 500 + index * tookMs, type: 'started', node: node.id },
    { at: CLICK + 500 + (index + 1) * tookMs, type: 'succeeded', node: node.id, output: null },
  ])
}
const boards = planOf('Reach', 'Install', 'Ready', 'Prove', 'Open')
const cloud = planOf('Decide', 'Boot', 'Reach', 'Install', 'Ready', 'Cloud', 'Prove', 'Open')
const sideAt = (plan: Plan, tookMs: number, at: number): SideState =>
  readSide(stateAt(plan, eventsOf(plan, tookMs), CLICK + at), CLICK, CLICK + at)
const NOBODY_SAID = { left: null, right: null }

describe('a side of a race', () => {
  it('has split times from the click on, for stages that it has', () => {
    const half = sideAt(boards, 1000, 2700)
    expect(half.splits).toEqual([
      { stage: 'Reach', status: 'done', splitMs: 1500 },
      { stage: 'Install', status: 'done', splitMs: 2500 },
      { stage: 'Ready', status: 'running', splitMs: undefined },
      { stage: 'Prove', status: 'pending', splitMs: undefined },
      { stage: 'Open', status: 'pending', splitMs: undefined },
    ])
    expect(half).toMatchObject({ clockMs: 2700, current: ['Ready'], status: 'running', readyMs: undefined })
  })

  it('stops its clock when it is through', () => {
    const end = sideAt(boards, 1000, 60_000)
    expect(end).toMatchObject({ readyMs: 4500, answersMs: 5500, finishMs: 5500, clockMs: 5500, helped: false })
  })

  it('goes on while the run is held, and says that a person helped', () => {
    const events: readonly RunEvent[] = [
      { at: CLICK + 100, type: 'started', node: 'Reach' },
      { at: CLICK + 200, type: 'failed', node: 'Reach', error },
    ]
    const held = readSide(stateAt(boards, events, CLICK + 9000), CLICK, CLICK + 9000)
    expect(held).toMatchObject({ status: 'held', clockMs: 9000, current: [] })
    expect(held.splits[0]?.status).toBe('failed')
    const retried: readonly RunEvent[] = [
      ...events,
      { at: CLICK + 300, type: 'retry_requested', actor: 'anna' },
      { at: CLICK + 400, type: 'started', node: 'Reach' },
    ]
    expect(readSide(stateAt(boards, retried, CLICK + 500), CLICK, CLICK + 500).helped).toBe(true)
  })

  it('is out when its run was taken back, with the clock where it ended', () => {
    const events: readonly RunEvent[] = [
      { at: CLICK + 100, type: 'started', node: 'Reach' },
      { at: CLICK + 200, type: 'failed', node: 'Reach', error },
      { at: CLICK + 300, type: 'cleanup_requested', actor: 'anna' },
      { at: CLICK + 400, type: 'undo_started', node: 'Reach' },
      { at: CLICK + 700, type: 'undo_finished', node: 'Reach' },
    ]
    const out = readSide(stateAt(boards, events, CLICK + 9000), CLICK, CLICK + 9000)
    expect(out).toMatchObject({ status: 'undone', clockMs: 700, finishMs: undefined })
  })
})

describe('the result', () => {
  const left = sideAt(boards, 1000, 60_000)
  const right = sideAt(cloud, 1000, 60_000)

  it('is there when both are through', () => {
    expect(raceResult({ left, right: sideAt(cloud, 1000, 6000) }, NOBODY_SAID)).toBeUndefined()
    expect(raceResult({ left, right }, NOBODY_SAID)).toEqual({
      ...{ winner: 'left', byMs: 3000, until: 'answers', timesMs: { left: 5500, right: 8500 } },
      withImaging: undefined,
    })
  })

  it('turns when imaging is counted in', () => {
    const result = raceResult({ left, right }, { left: 20, right: 0 })
    expect(result).toMatchObject({ winner: 'left', byMs: 3000 })
    expect(result?.withImaging).toEqual({
      ...{ winner: 'right', byMs: 1_197_000 },
      timesMs: { left: 1_205_500, right: 8500 },
    })
  })

  it('counts until both are ready when one has no app', () => {
    const bare = sideAt(planOf('Reach', 'Ready', 'Prove'), 1000, 60_000)
    expect(raceResult({ left: bare, right }, NOBODY_SAID)).toMatchObject({
      ...{ until: 'ready', winner: 'left', timesMs: { left: 3500, right: 7500 } },
    })
  })

  it('has no winner when the times show the same', () => {
    expect(raceResult({ left, right: { ...left, answersMs: 5540 } }, NOBODY_SAID)?.winner).toBeUndefined()
  })

  it('compares stage by stage, each in its place', () => {
    const rows = splitRows({ left, right })
    expect(rows.map(({ stage }) => stage)).toEqual([
      ...['Decide', 'Boot', 'Reach', 'Install', 'Ready', 'Cloud', 'Prove', 'Open'],
    ])
    expect(rows[0]).toEqual({ stage: 'Decide', leftMs: undefined, rightMs: 1500, differenceMs: undefined })
    expect(rows[2]).toEqual({ stage: 'Reach', leftMs: 1500, rightMs: 3500, differenceMs: 2000 })
    expect(splitRows({ left: right, right: left }).map(({ stage }) => stage)).toEqual(rows.map(({ stage }) => stage))
  })
})

describe('the clock of a replay', () => {
  const resting = replayFrom(10_000)
  const playing = commandReplay(resting, { do: 'play' }, 0)

  it('rests at first, then runs so much faster and stops at the end', () => {
    expect(replayedMs(resting, 99_999)).toBe(0)
    expect(replayedMs(playing, 1000)).toBe(5000)
    expect(isPlaying(playing, 1000)).toBe(true)
    expect(replayedMs(playing, 5000)).toBe(10_000)
    expect(isPlaying(playing, 5000)).toBe(false)
  })

  it('keeps its place when the speed changes or it rests', () => {
    const fast = commandReplay(playing, { do: 'speed', speed: 20 }, 1000)
    expect(replayedMs(fast, 1000)).toBe(5000)
    expect(replayedMs(fast, 1100)).toBe(7000)
    expect(replayedMs(commandReplay(fast, { do: 'pause' }, 1100), 9000)).toBe(7000)
  })

  it('goes where it is put, and on from there if it played', () => {
    const put = commandReplay(playing, { do: 'seek', toMs: 2000 }, 1000)
    expect(replayedMs(put, 1100)).toBe(2500)
    expect(replayedMs(commandReplay(resting, { do: 'seek', toMs: 99_999 }, 0), 500)).toBe(10_000)
  })

  it('begins anew when it is played at its end', () => {
    expect(replayedMs(commandReplay(playing, { do: 'play' }, 60_000), 60_100)).toBe(500)
  })
})
