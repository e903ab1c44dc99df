import type { RunData } from '@/lib/contracts/runs'
import { initial, type RunEvent, type RunState, reduce } from '@/lib/engine/state'
import type { LiveFrame } from '@/lib/shared/live-stream'
import type { Follower } from './tab-stream'

/** A run's state in the browser: the fold of its events, by the engine's own rules. */
export class RunStore implements Follower {
  private state: RunState
  private readonly listeners = new Set<() => void>()

  constructor({ plan, events }: Pick<RunData, 'plan' | 'events'>) {
    this.state = events.reduce(reduce, initial(plan))
  }

  readonly snapshot = (): RunState => this.state

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  cursor(): number {
    return this.state.eventCount
  }

  take({ from, body }: LiveFrame): boolean {
    if (from > this.state.eventCount) return false
    // The panel sends what its presentEvent makes of a RunEvent.
    const events = body as readonly RunEvent[]
    const news = events.slice(this.state.eventCount - from)
    if (news.length === 0) return true
    this.state = news.reduce(reduce, this.state)
    for (const listener of [...this.listeners]) listener()
    return true
  }
}
