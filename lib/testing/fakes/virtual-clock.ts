import type { Clock } from '@/lib/core/clock'

interface Timer {
  readonly at: number
  readonly order: number
  readonly ring: () => void
}

/**
 * Time that passes by itself when nobody has anything else to do: hours of waiting take milliseconds, in the right
 * order. Works as long as nothing waits for the real world in between; where something does, `isIdle` says when not.
 */
export class VirtualClock implements Clock {
  private time = Date.UTC(2026, 0, 1)
  private order = 0
  private pumping = false
  private readonly timers = new Set<Timer>()
  private readonly isIdle: () => boolean

  constructor(isIdle: () => boolean = () => true) {
    this.isIdle = isIdle
  }

  now(): number {
    return this.time
  }

  delay(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        this.timers.delete(timer)
        reject(signal?.reason)
      }
      const timer: Timer = {
        at: this.time + Math.max(0, delayMs),
        order: this.order++,
        ring: () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.timers.add(timer)
      this.pump()
    })
  }

  /** One timer a turn of the event loop: whatever its ring sets off is done before the next one rings. */
  private pump(): void {
    if (this.pumping || this.timers.size === 0) return
    this.pumping = true
    setImmediate(() => {
      this.pumping = false
      if (!this.isIdle()) return this.pump()
      const next = [...this.timers].reduce<Timer | undefined>(
        (first, timer) => (first === undefined || before(timer, first) ? timer : first),
        undefined,
      )
      if (next !== undefined) {
        this.timers.delete(next)
        this.time = Math.max(this.time, next.at)
        next.ring()
      }
      this.pump()
    })
  }
}

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
