import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchAnswers } from './watch-answers'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A part that is asked every 10 s, may be silent for 60 s, and for 180 s while it starts. */
function watched() {
  let time = 0
  let answers = true
  const silences: number[] = []
  const stop = watchAnswers({
    ask: (signal) =>
      answers
        ? Promise.resolve()
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    everyMs: 10_000,
    patienceMs: 60_000,
    firstPatienceMs: 180_000,
    onSilent: (silentMs) => silences.push(silentMs),
    now: () => time,
  })
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      time += 10_000
      await vi.advanceTimersByTimeAsync(10_000)
    }
  }
  return {
    silences,
    stop,
    pass,
    fallSilent: () => {
      answers = false
    },
    answerAgain: () => {
      answers = true
    },
    sleep: (ms: number) => {
      time += ms
    },
  }
}

it('reports a part that has answered and then is silent for its patience, once', async () => {
  const part = watched()
  await part.pass(600_000)
  part.fallSilent()
  await part.pass(50_000)
  expect(part.silences).toEqual([])
  await part.pass(600_000)
  expect(part.silences).toEqual([60_000])
})

it('survives answers that are late but come', async () => {
  const part = watched()
  for (let round = 0; round < 10; round += 1) {
    part.answerAgain()
    await part.pass(10_000)
    part.fallSilent()
    await part.pass(40_000)
  }
  expect(part.silences).toEqual([])
})

it('gives a part longer until its first answer', async () => {
  const part = watched()
  part.fallSilent()
  await part.pass(170_000)
  expect(part.silences).toEqual([])
  await part.pass(10_000)
  expect(part.silences).toEqual([180_000])
})

it('blames no part for the sleep of the whole machine, and asks none any more once stopped', async () => {
  const part = watched()
  await part.pass(10_000)
  part.fallSilent()
  part.sleep(3_600_000)
  await part.pass(50_000)
  expect(part.silences).toEqual([])
  part.stop()
  await part.pass(600_000)
  expect(part.silences).toEqual([])
})
