import { describe, expect, it } from 'vitest'
import type { LogLine } from '@/lib/contracts/runs'
import type { Plan } from '@/lib/engine/plan'
import { initial, type RunEvent, reduce } from '@/lib/engine/state'
import { clockDuration, lineTime, shortDuration } from './format-duration'
import { findLines, foldable, logRows } from './log-lines'
import { runSentence } from './run-sentence'
import { remainingMs, stationToShow, trainLines } from './train-lines'

const node = (id: string, lane: string, stage: string, after: readonly string[] = []) => ({
  id,
  step: stage.toLowerCase(),
  input: {},
  after,
  lane,
  stage,
})
const plan: Plan = {
  recipe: 'r',
  onFailure: 'hold',
  lanes: [
    { id: 'm1', title: 'pi-01', subtitle: 'server' },
    { id: 'm2', title: 'pi-02', subtitle: 'agent' },
  ],
  stages: ['Reach', 'Install', 'Join'],
  nodes: [
    node('reach-1', 'm1', 'Reach'),
    node('reach-2', 'm2', 'Reach'),
    node('package-1', 'm1', 'Install', ['reach-1']),
    node('install-1', 'm1', 'Install', ['package-1']),
    node('join-2', 'm2', 'Join', ['reach-2', 'install-1']),
  ],
}
const error = { code: 'x', message: 'x', userMessage: 'x', retryable: false, details: {} }
const at = (events: readonly RunEvent[]) => events.reduce(reduce, initial(plan))
const begun: readonly RunEvent[] = [
  { at: 1000, type: 'started', node: 'reach-1' },
  { at: 1000, type: 'started', node: 'reach-2' },
  { at: 1400, type: 'succeeded', node: 'reach-1', output: null },
]
const estimates = { reach: 500, install: 2000, join: 1000 }

describe('trainLines', () => {
  it('has a place for every stage and lets nodes share a station', () => {
    const [first, second] = trainLines(at(begun), estimates, 2000)
    expect(first?.stations.map((station) => station?.status)).toEqual(['done', 'pending', undefined])
    expect(first?.stations[0]?.tookMs).toBe(400)
    expect(first?.stations[1]).toMatchObject({ nodes: ['package-1', 'install-1'], expectedMs: 4000 })
    expect(second?.stations.map((station) => station?.tookMs)).toEqual([1000, undefined, undefined])
    expect(second?.stations[2]?.waitsFor).toEqual(['reach-2', 'install-1'])
  })

  it('shows a station half way as running, and the failed one before all', () => {
    const half: readonly RunEvent[] = [
      ...begun,
      { at: 1500, type: 'started', node: 'package-1' },
      { at: 1600, type: 'succeeded', node: 'package-1', output: null },
    ]
    expect(trainLines(at(half), estimates, 2000)[0]?.stations[1]?.status).toBe('running')
    const failed = trainLines(at([...half, { at: 1700, type: 'failed', node: 'reach-2', error }]), estimates, 2000)
    expect(stationToShow(failed)).toMatchObject({ status: 'failed', nodes: ['reach-2'], error, tookMs: 700 })
  })

  it('expects the longest way through what is left', () => {
    expect(remainingMs(at(begun), estimates, 1400)).toBe(2000 + 2000 + 1000)
    expect(remainingMs(at(begun), { reach: 500 }, 1400)).toBeUndefined()
  })
})

it('says a run in one sentence', () => {
  const say = (events: readonly RunEvent[]) => runSentence(at(events), trainLines(at(events), {}, 0)).badge
  expect(say(begun)).toBe('Running')
  const failed: readonly RunEvent[] = [...begun, { at: 1, type: 'failed', node: 'reach-2', error }]
  expect(say(failed)).toBe('1 machine needs you')
  expect(say([...begun, { at: 1, type: 'cancel_requested', outcome: 'hold', actor: 'u' }])).toBe('Stopped')
  expect(say([...begun, { at: 1, type: 'cleanup_requested', actor: 'u' }])).toBe('Cleaning up')
})

it('says what a clean-up left behind', () => {
  const left = at([
    ...begun,
    { at: 1500, type: 'failed', node: 'reach-2', error },
    { at: 1600, type: 'cleanup_requested', actor: 'u' },
    ...(['reach-1', 'reach-2'] as const).map((id) => ({ at: 1700, type: 'undo_started', node: id }) as const),
    { at: 1800, type: 'undo_finished', node: 'reach-1' },
    { at: 1800, type: 'undo_failed', node: 'reach-2', error },
    { at: 1900, type: 'undo_given_up', node: 'reach-2', actor: 'u' },
  ])
  const lines = trainLines(left, {}, 2000)
  expect(lines[1]?.stations[0]).toMatchObject({ status: 'left', error })
  expect(runSentence(left, lines)).toMatchObject({
    tone: 'warn',
    sentence: 'Taken back as far as it went. Given up, so perhaps still there: Reach on pi-02.',
  })
})

it('formats times for station, clock and line', () => {
  expect([shortDuration(3240), shortDuration(127_000), clockDuration(19_400), clockDuration(3_723_000)]).toEqual([
    '3.2 s',
    '02:07',
    '00:19',
    '1:02:03',
  ])
  expect(lineTime(7140)).toBe('00:07.1')
})

describe('the log', () => {
  const line = (seq: number, stream: LogLine['stream'], text: string): LogLine => ({
    seq,
    at: seq,
    node: 'n',
    attempt: 1,
    stream,
    text,
  })
  const lines = [
    line(1, 'out', 'early'),
    line(2, 'cmd', '$ dpkg'),
    line(3, 'out', 'Unpacking \u001b[31mk3s\u001b[0m'),
    line(4, 'err', 'warning'),
    line(5, 'info', 'Started'),
  ]

  it('folds output under its command', () => {
    expect(logRows(lines, new Set()).map((row) => [row.line.seq, row.folds])).toEqual([
      [1, 0],
      [2, 2],
      [3, 0],
      [4, 0],
      [5, 0],
    ])
    expect(logRows(lines, foldable(lines)).map((row) => row.line.seq)).toEqual([1, 2, 5])
  })

  it('finds text through colours', () => {
    expect(findLines(lines, ' unpacking K3S')).toEqual([3])
    expect(findLines(lines, ' ')).toEqual([])
  })
})
