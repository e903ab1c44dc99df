import { expect, it } from 'vitest'
import { runPercent } from './run-percent'

const going = { finished: false, doneShare: 0.2, elapsedMs: 3_000, remainingMs: 9_000 }

it('tells how far a run has come by its times, and by its steps once it ended', () => {
  expect(runPercent(going)).toBe(25)
  expect(runPercent({ ...going, remainingMs: undefined, elapsedMs: 60_000 })).toBe(10)
  expect(runPercent({ ...going, remainingMs: 0 })).toBe(99)
  expect(runPercent({ ...going, finished: true, remainingMs: undefined })).toBe(20)
})

it('is at nothing while a run began later than the page’s clock ticked', () => {
  expect(runPercent({ ...going, elapsedMs: -190 })).toBe(0)
  expect(runPercent({ ...going, elapsedMs: -190, remainingMs: 0 })).toBe(0)
})
