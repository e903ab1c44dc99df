import { describe, expect, it } from 'vitest'
import type { LogLine } from '@/lib/contracts/runs'
import type { RunEvent } from '@/lib/engine/state'
import { comparedLines, contentFaults, type RunStory } from './content-faults'
import type { Exchange } from './exchange'

const NODE = 'pi-01/k3s.install'
const plan = { nodes: [{ id: NODE, step: 'k3s.install', input: {}, after: [], lane: 'machine-1', stage: 'Install' }] }
const PRINTED = ['Selecting …', 'Unpacking …', 'Setting up …', 'Setting up …', 'Done.']

const exchange = (beganAt: number, out: readonly string[], rest: Partial<Exchange> = {}): Exchange => ({
  machineId: 'machine-1',
  script: 'k3s-install',
  beganAt,
  out,
  err: [],
  ended: true,
  ...rest,
})
const stored = (attempt: number, texts: readonly string[], stream: LogLine['stream'] = 'out'): LogLine[] =>
  texts.map((text, index) => ({ seq: index + 1, at: 1, node: NODE, attempt, stream, text }))
const error = {
  code: 'host-connection-lost',
  message: 'it broke',
  userMessage: 'It broke.',
  retryable: true,
  details: {},
}
const claimed: RunEvent = { at: 1, type: 'claimed', by: 'worker-1' }
const started = (at: number): RunEvent => ({ at, type: 'started', node: NODE })
const succeeded = (at: number): RunEvent => ({ at, type: 'succeeded', node: NODE, output: {} })

/** One attempt that succeeded, of which these lines are in the store. */
const once = (texts: readonly string[]): RunStory => ({
  plan,
  events: [claimed, started(10), succeeded(20)],
  exchanges: [exchange(11, PRINTED)],
  lines: stored(1, texts),
})
/** A worker killed while it listened to the first attempt, and a second one that succeeded. */
const cutOff = (first: readonly string[], second: readonly string[]): RunStory => ({
  plan,
  events: [claimed, started(10), { ...claimed, at: 15 }, started(16), succeeded(20)],
  exchanges: [exchange(11, PRINTED.slice(0, 4), { ended: false }), exchange(16, PRINTED)],
  lines: [...stored(1, first), ...stored(2, second)],
})

describe('a log beside what the machine printed', () => {
  it('is right when all of it is there, and its own sentences are none of the machine’s', () => {
    const story = once(PRINTED)
    const own = [...stored(1, ['sh k3s-install.sh'], 'cmd'), ...stored(1, ['Installed.'], 'info')]
    expect(contentFaults(story)).toEqual([])
    expect(contentFaults({ ...story, lines: [...own, ...story.lines] })).toEqual([])
    expect(comparedLines({ ...story, lines: [...own, ...story.lines] })).toBe(PRINTED.length)
  })

  it.each([
    ['lost at its beginning', [1, 2, 3, 4], 'line 1 is “Unpacking …”, the machine printed “Selecting …”'],
    ['lost in the middle', [0, 2, 3, 4], 'line 2 is “Setting up …”, the machine printed “Unpacking …”'],
    ['lost of two that are alike', [0, 1, 2, 4], 'line 4 is “Done.”, the machine printed “Setting up …”'],
    ['lost at its end', [0, 1, 2, 3], '1 of 5 lines are missing at its end'],
    ['lost, all of it', [], '5 of 5 lines are missing at its end'],
    ['doubled', [0, 1, 1, 2, 3, 4], 'line 3 is “Unpacking …”, the machine printed “Setting up …”'],
    ['doubled of two that are alike', [0, 1, 2, 3, 3, 4], 'line 5 is “Setting up …”, the machine printed “Done.”'],
    ['doubled at its end', [0, 1, 2, 3, 4, 4], 'line 6 is “Done.”, the machine printed nothing more'],
    ['swapped', [0, 2, 1, 3, 4], 'line 2 is “Setting up …”, the machine printed “Unpacking …”'],
  ])('shows a line that was %s', (_, kept, fault) => {
    const texts = kept.map((index) => PRINTED[index] ?? '')
    expect(contentFaults(once(texts))).toEqual([`${NODE}, attempt 1, out: ${fault}`])
  })

  it('shows a line that was changed, and one on the wrong stream', () => {
    expect(contentFaults(once(['Selecting'])).join()).toContain('line 1 is “Selecting”')
    const story = once(PRINTED.slice(0, 4))
    const faults = contentFaults({ ...story, lines: [...story.lines, ...stored(1, ['Done.'], 'err')] })
    expect(faults.join()).toContain('err: line 1 is “Done.”, the machine printed nothing more')
  })
})

describe('an attempt whose worker was killed', () => {
  it('may be cut off anywhere', () => {
    for (let kept = 0; kept <= 4; kept++) expect(contentFaults(cutOff(PRINTED.slice(0, kept), PRINTED))).toEqual([])
  })

  it('has no gap, and lends nothing to the next one, which is whole', () => {
    expect(contentFaults(cutOff(['Unpacking …'], PRINTED)).join()).toContain('attempt 1, out: line 1')
    expect(contentFaults(cutOff([...PRINTED], PRINTED)).join()).toContain('attempt 1, out: line 5')
    expect(contentFaults(cutOff(['Selecting …'], PRINTED.slice(1))).join()).toContain('attempt 2, out: line 1')
    expect(contentFaults(cutOff(PRINTED.slice(0, 4), PRINTED.slice(0, 4))).join()).toContain('1 of 5 lines')
  })
})

describe('an attempt that failed', () => {
  const story = (ended: boolean, err: readonly string[]): RunStory => ({
    ...once(PRINTED.slice(0, 2)),
    events: [claimed, started(10), { at: 12, type: 'attempt_failed', node: NODE, error, retryAt: 13 }],
    exchanges: [exchange(11, PRINTED.slice(0, 2), { ended, err: ['dpkg: no'] })],
    lines: [...stored(1, PRINTED.slice(0, 2)), ...stored(1, err, 'err')],
  })

  it('has what was printed and the reason of the engine, and all of it when the script came to its end', () => {
    expect(contentFaults(story(true, ['dpkg: no', 'it broke']))).toEqual([])
    expect(contentFaults(story(true, ['it broke'])).join()).toContain('err: 1 of 1 lines are missing')
    expect(contentFaults(story(false, ['it broke']))).toEqual([])
  })
})

describe('what a machine printed', () => {
  it('was printed for some attempt; of other runs and other machines nothing is asked', () => {
    const story = once(PRINTED)
    const add = (more: Exchange) => contentFaults({ ...story, exchanges: [...story.exchanges, more] })
    expect(add(exchange(5, ['early']))).toEqual(['k3s-install printed “early” for no attempt at any step'])
    expect(add(exchange(12, ['odd'], { script: 'k3s-start' }))[0]).toContain('k3s-start printed “odd”')
    expect(add(exchange(12, [], { script: 'k3s-start' }))).toEqual([])
    expect(add(exchange(0, ['before the run']))).toEqual([])
    expect(add(exchange(12, ['elsewhere'], { machineId: 'machine-2' }))).toEqual([])
  })
})
