import type { Clock } from '@/lib/core/clock'
import type { RateLimit, RateLimits, RatePlace } from '@/lib/ports/rate-limits'

interface Place {
  /** In ms since 1970; of a call that is under way, when its lease ends and the window after it. */
  freeAt: number
  isUnderWay: boolean
}

interface Key {
  readonly places: readonly Place[]
  pausedUntil: number
}

/** Limits that one process keeps for itself. */
export class MemoryRateLimits implements RateLimits {
  private readonly clock: Clock
  private readonly keys = new Map<string, Key>()

  constructor(clock: Clock) {
    this.clock = clock
  }

  async take(limit: RateLimit, leaseMs: number, signal: AbortSignal): Promise<RatePlace> {
    const key = this.keyOf(limit.key, limit.most)
    for (;;) {
      signal.throwIfAborted()
      const now = this.clock.now()
      const place = key.places.find(({ freeAt }) => freeAt <= now)
      if (place !== undefined && key.pausedUntil <= now) {
        Object.assign(place, { freeAt: now + leaseMs + limit.windowMs, isUnderWay: true })
        const done = async () => {
          Object.assign(place, { freeAt: this.clock.now() + limit.windowMs, isUnderWay: false })
        }
        return { done }
      }
      // What is under way now is free one window after its end, so not before one window from now.
      const soonest = Math.min(
        ...key.places.map(({ freeAt, isUnderWay }) => (isUnderWay ? Math.min(freeAt, now + limit.windowMs) : freeAt)),
      )
      await this.clock.delay(Math.max(soonest, key.pausedUntil) - now, signal)
    }
  }

  async pause(name: string, forMs: number): Promise<void> {
    const key = this.keys.get(name)
    if (key !== undefined) key.pausedUntil = Math.max(key.pausedUntil, this.clock.now() + forMs)
  }

  private keyOf(name: string, most: number): Key {
    const known = this.keys.get(name)
    if (known !== undefined) return known
    const places = Array.from({ length: most }, () => ({ freeAt: 0, isUnderWay: false }))
    const made = { places, pausedUntil: 0 }
    this.keys.set(name, made)
    return made
  }
}
