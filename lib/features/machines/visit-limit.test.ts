import { afterEach, expect, it, vi } from 'vitest'
import { countVisit, inTurn } from './visit-limit'

afterEach(() => {
  vi.useRealTimers()
})

it('lets a person check a shelf of boards, but not search a network, and forgets after ten minutes', () => {
  for (let index = 0; index < 400; index += 1) countVisit('anna', 1_000_000 + index)
  expect(() => countVisit('anna', 1_001_000)).toThrow(/400 times/)
  countVisit('ben', 1_001_000)
  countVisit('anna', 1_700_000)
})

it('begins the time of a visit when the visit begins, however long it waited', async () => {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const visit = (name: string) =>
    inTurn('mallory', 60_000, (signal) => {
      begun.push(`${name} ${signal.aborted ? 'too late' : 'in time'}`)
      return new Promise<void>((resolve) => ends.push(resolve))
    })
  vi.useFakeTimers()
  const visits = Array.from({ length: 7 }, (_, index) => visit(String(index)))
  await vi.advanceTimersByTimeAsync(90_000)
  ends[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.slice(6)).toEqual(['6 in time'])
  for (const end of ends) end()
  await Promise.all(visits)
})
