import type { RunJournal } from '@/lib/engine/execute'
import type { RunEvent } from '@/lib/engine/state'

/** The event log of one run, fenced as Postgres fences it. */
export class MemoryJournal implements RunJournal {
  readonly events: RunEvent[]
  private readonly wakes = new Set<() => void>()

  constructor(events: readonly RunEvent[] = []) {
    this.events = [...events]
  }

  async load(after: number): Promise<readonly RunEvent[]> {
    return this.events.slice(after)
  }

  async append(firstSeq: number, events: readonly RunEvent[]): Promise<boolean> {
    if (firstSeq !== this.events.length + 1) return false
    this.events.push(...events)
    return true
  }

  /** What a person asks for: written behind the events, whoever drives the run. */
  command(event: RunEvent): void {
    this.events.push(event)
    for (const wake of this.wakes) wake()
  }

  readonly onWake = (wake: () => void): (() => void) => {
    this.wakes.add(wake)
    return () => this.wakes.delete(wake)
  }
}
