import { AppError } from './errors'

export interface Clock {
  now(): number
  /** Resolves after `delayMs`, rejects when the signal aborts. */
  delay(delayMs: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  delay: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, delayMs)
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
}

export interface Condition<T> {
  /** Looks once. `undefined` means not yet. A retryable AppError counts as not yet, another error ends the wait. */
  readonly look: () => Promise<T | undefined>
  readonly deadlineMs: number
  readonly everyMs: number
  /** Makes the error for a deadline that passed; `last` is the latest retryable error seen. */
  readonly onDeadline: (waitedMs: number, last: AppError | undefined) => AppError
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Polls a condition until it holds. The only way this code base waits for the outside world. */
export async function waitFor<T>(condition: Condition<T>): Promise<T> {
  const { clock, signal } = condition
  const startedAt = clock.now()
  let last: AppError | undefined
  for (;;) {
    signal.throwIfAborted()
    try {
      const seen = await condition.look()
      if (seen !== undefined) return seen
    } catch (error) {
      if (!(error instanceof AppError && error.retryable)) throw error
      last = error
    }
    const waitedMs = clock.now() - startedAt
    if (waitedMs >= condition.deadlineMs) throw condition.onDeadline(waitedMs, last)
    await clock.delay(Math.min(condition.everyMs, condition.deadlineMs - waitedMs), signal)
  }
}
