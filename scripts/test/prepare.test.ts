import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AppError } from '@/lib/core/errors'
import type { Preparation } from './preparations'
import { Preparing, tellProgress } from './prepare'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const said: string[] = []
const say = (line: string) => said.push(line)
beforeEach(() => {
  said.length = 0
})

it('tells that something long begins, every 15 s what is going on, and its time at the end', async () => {
  const work = tellProgress('The lab', say, async (detail) => {
    detail('unpacking')
    await new Promise((resolve) => setTimeout(resolve, 40_000))
  })
  await vi.advanceTimersByTimeAsync(40_000)
  await work
  expect(said).toEqual([
    'prepare  ...  The lab',
    expect.stringMatching(/^prepare {2}\.\.\. {2}The lab, 15\.\d s so far: unpacking$/),
    expect.stringMatching(/^prepare {2}\.\.\. {2}The lab, 30\.\d s so far: unpacking$/),
    expect.stringMatching(/^prepare {2}ok {3}The lab \(40\.\d s\)$/),
  ])
})

it('tells what is there already in one line', async () => {
  await tellProgress('The lab', say, async () => undefined)
  expect(said).toEqual(['prepare  ok   The lab (0.0 s)'])
})

function table(made: string[], broken: readonly string[] = []): Record<string, Preparation> {
  const prepare = (name: string) => async () => {
    made.push(name)
    if (broken.includes(name))
      throw new AppError('go-missing', { userMessage: `There is no ${name}.`, message: 'no net' })
  }
  return {
    go: { about: 'Go', waits: true, prepare: prepare('go') },
    modules: { about: 'Modules', after: ['go'], prepare: prepare('modules') },
    k3s: { about: 'k3s', after: ['modules'], prepare: prepare('k3s') },
    browser: { about: 'A browser', prepare: prepare('browser') },
  }
}

it('makes each thing once, what it stands on first, and nothing else', async () => {
  const made: string[] = []
  const preparing = new Preparing(table(made), '/', say)
  expect(await preparing.ready(['k3s'])).toEqual(new Map())
  expect(await preparing.ready(['k3s', 'go'])).toEqual(new Map())
  expect(made).toEqual(['go', 'modules', 'k3s'])
})

it('begins at once with what waits, and only that', async () => {
  const made: string[] = []
  const preparing = new Preparing(table(made), '/', say)
  preparing.begin(['k3s', 'browser'])
  await vi.advanceTimersByTimeAsync(0)
  expect(made).toEqual(['go'])
  await preparing.ready(['browser'])
  expect(made).toEqual(['go', 'browser'])
})

it('gives the reason of what could not be made, also to what stands on it', async () => {
  const made: string[] = []
  const preparing = new Preparing(table(made, ['modules']), '/', say)
  const reasons = await preparing.ready(['k3s', 'browser'])
  const reason = 'Modules could not be prepared: There is no modules. no net'
  expect(reasons).toEqual(new Map([['k3s', reason]]))
  expect(made).toEqual(['go', 'modules', 'browser'])
})
