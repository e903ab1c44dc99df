import { expect, it } from 'vitest'
import { podRow } from '@/lib/testing/live-rows'
import { seenCluster, seenRun, seenWork } from '@/lib/testing/seen-work'
import { marksOf, usualStepMs } from './all-marks'
import type { SeenClass } from './mark'

const MINUTE = 60_000
const NOW = 60 * MINUTE
const all: SeenClass = { usualMs: new Map(), activeAt: NOW, goesOn: true, startedAt: 0 }
const kinds = (seen: Parameters<typeof marksOf>[0], klass = all) => marksOf(seen, klass).map(({ kind }) => kind)

it('marks a held run with its reason, at once', () => {
  const run = seenRun({ status: 'held', lastEventAt: 5, failure: 'The machine refuses its token.' })
  expect(marksOf(seenWork({ now: NOW, run }), all)).toEqual([
    { kind: 'held-run', since: 5, why: 'The run is held: The machine refuses its token.' },
  ])
  expect(kinds(seenWork({ now: NOW, run: seenRun({ status: 'stuck' }) }))).toEqual(['held-run'])
  expect(kinds(seenWork({ now: NOW, run: seenRun({ status: 'succeeded' }) }))).toEqual([])
})

it('marks a step that takes more than twice as long as in the class, and long enough to be seen', () => {
  const slow = (usual: number, tookMs: number) =>
    kinds(seenWork({ now: NOW, run: seenRun({ going: [{ step: 'join', stage: 'Join', since: NOW - tookMs }] }) }), {
      ...all,
      usualMs: new Map([['join', usual]]),
    })
  expect(slow(20_000, 39_000)).toEqual([])
  expect(slow(20_000, 40_000)).toEqual(['slow-step'])
  // Twice of a second is no trouble.
  expect(slow(1_000, 9_000)).toEqual([])
  expect(slow(1_000, 11_000)).toEqual(['slow-step'])
})

it('knows what is usual once three have done a step, whatever one of them needed', () => {
  const run = (ms: number) => seenRun({ took: [{ step: 'join', ms }] })
  expect(usualStepMs([run(10), run(20)]).size).toBe(0)
  expect(usualStepMs([run(10), run(9_000), run(20)]).get('join')).toBe(20)
})

it('marks pods that crash again and again, not one that restarted once or that is well again', () => {
  const crash = { tone: 'bad', ready: false, restarts: 3, createdAt: 7, words: 'It ends with code 1.' } as const
  const pods = [podRow('a', crash)]
  expect(marksOf(seenWork({ now: NOW, cluster: seenCluster({ pods }) }), all)).toEqual([
    { kind: 'crashing-pods', since: 7, why: 'echo crashes again and again: It ends with code 1.' },
  ])
  const other = (changes: object) =>
    kinds(seenWork({ cluster: seenCluster({ pods: [podRow('a', { ...crash, ...changes })] }) }))
  expect(other({ restarts: 1 })).toEqual([])
  expect(other({ ready: true, tone: 'good' })).toEqual([])
  expect(other({ lost: true })).toEqual([])
})

it('marks three refused commands within five minutes', () => {
  const refused = (...refusedAt: number[]) => kinds(seenWork({ now: NOW, refusedAt }))
  expect(refused(NOW - 2, NOW - 1)).toEqual([])
  expect(refused(NOW - 3, NOW - 2, NOW - 1)).toEqual(['refused-commands'])
  expect(refused(NOW - 6 * MINUTE, NOW - 2, NOW - 1)).toEqual([])
})

it('marks ten quiet minutes while the class goes on', () => {
  const quiet = seenWork({ now: NOW, activeAt: NOW - 10 * MINUTE })
  expect(kinds(quiet)).toEqual(['quiet'])
  expect(kinds({ ...quiet, activeAt: NOW - 9 * MINUTE })).toEqual([])
  // Somebody who was never here is not stuck, and nobody is while the others rest, or before the bell.
  expect(kinds({ ...quiet, activeAt: undefined })).toEqual([])
  expect(kinds(quiet, { ...all, activeAt: NOW - 11 * MINUTE })).toEqual([])
  expect(kinds(quiet, { ...all, goesOn: false })).toEqual([])
  expect(kinds(quiet, { ...all, startedAt: NOW - MINUTE })).toEqual([])
  // A run that goes on, or a finished cluster, may be looked at in peace.
  expect(kinds({ ...quiet, run: seenRun() })).toEqual([])
  expect(kinds({ ...quiet, cluster: seenCluster({}, { phase: 'deleted' }) })).toEqual([])
})
