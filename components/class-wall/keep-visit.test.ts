import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepVisit } from './keep-visit'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function someCalls() {
  const made: string[] = []
  const call = (what: string) => async () => {
    made.push(`${what} begins`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    made.push(`${what} done`)
  }
  return { made, calls: { renew: call('renewal'), end: call('end') } }
}

it('renews a visit often enough while its page is there, and ends it once when it is left', async () => {
  const { made, calls } = someCalls()
  const leave = keepVisit(calls, () => {})
  await vi.advanceTimersByTimeAsync(119_000)
  expect(made.filter((what) => what === 'renewal done')).toHaveLength(3)
  leave()
  await vi.advanceTimersByTimeAsync(300_000)
  expect(made.slice(6)).toEqual(['end begins', 'end done'])
})

it('ends it after a renewal that is on its way, and begins the next one after that', async () => {
  const { made, calls } = someCalls()
  const leave = keepVisit(calls, () => {})
  await vi.advanceTimersByTimeAsync(50)
  leave()
  keepVisit(calls, () => {})()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(made).toEqual(['renewal begins', 'renewal done', 'end begins', 'end done', 'end begins', 'end done'])
})

it('says what went wrong, tries again, and says when it works', async () => {
  const answers: unknown[] = []
  const trouble = new Error('panel silent')
  const renew = vi.fn().mockRejectedValueOnce(trouble).mockResolvedValue(undefined)
  const leave = keepVisit({ renew, end: async () => {} }, (error) => answers.push(error))
  await vi.advanceTimersByTimeAsync(46_000)
  expect(answers).toEqual([trouble, undefined])
  leave()
  await vi.advanceTimersByTimeAsync(100)
})
