import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { SideState } from '@/lib/shared/races/race-side'
import { lastLines } from './last-lines'
import { RaceLane } from './race-lane'

const STATE: SideState = {
  splits: [
    { stage: 'Reach', status: 'done', splitMs: 1500 },
    { stage: 'Ready', status: 'running', splitMs: undefined },
  ],
  readyMs: undefined,
  answersMs: undefined,
  finishMs: undefined,
  clockMs: 83_400,
  status: 'running',
  current: ['Ready'],
  helped: false,
}
const line = (seq: number, at: number, text: string) => ({
  ...{ seq, at, text, node: 'n', attempt: 1, stream: 'out' as const },
})
const run = { run: { href: '/clusters/c/runs/1' } }

function rendered(state: Partial<SideState>, practice = false): string {
  // Of its run the lane needs the address only.
  const side = { name: 'pi-desk', provider: 'boards', practice, run } as unknown as Parameters<
    typeof RaceLane
  >[0]['side']
  const lines = [line(1, 1, '\u001b[32mgreen\u001b[0m & well')]
  return renderToString(<RaceLane side={side} state={{ ...STATE, ...state }} lines={lines} won={false} />)
}

it('says the clock, what goes on, and split times with words beside the marks', () => {
  const html = rendered({})
  expect(html).toContain('01:23.4')
  expect(html).toContain('Now: Ready.')
  expect(html).toContain('1.5 s')
  expect(html).toContain('going on')
  expect(html).toContain('no app')
  expect(html).toContain('green &amp; well')
  expect(html).not.toContain('Practice')
})

it('marks practice, and says when a side is held, out, or through with help', () => {
  expect(rendered({}, true)).toContain('Practice')
  expect(rendered({ status: 'held', current: [] })).toContain('The clock goes on.')
  expect(rendered({ status: 'undone', current: [] })).toContain('Out of the race')
  const through = rendered({ status: 'succeeded', finishMs: 83_400, helped: true })
  expect(through).toContain('Through after 01:23.4. A person helped')
})

it('shows the last lines that were there at a moment', () => {
  const lines = [1, 2, 3, 4, 5, 6].map((seq) => line(seq, seq * 100, `line ${seq}`))
  expect(lastLines(lines).map(({ seq }) => seq)).toEqual([3, 4, 5, 6])
  expect(lastLines(lines, 250).map(({ seq }) => seq)).toEqual([1, 2])
  expect(lastLines(lines, 50)).toEqual([])
})
