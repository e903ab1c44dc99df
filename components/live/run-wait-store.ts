import type { RunWait } from '@/lib/contracts/runs'
import type { LiveFrame } from '@/lib/shared/live-stream'
import type { Follower } from './tab-stream'

/** Where a run stands in the line, as the panel said last. */
export class RunWaitStore implements Follower {
  private wait: RunWait | null
  private at = 0
  private readonly listeners = new Set<() => void>()

  constructor(first: RunWait | null) {
    this.wait = first
  }

  readonly snapshot = (): RunWait | null => this.wait

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  cursor(): number {
    return this.at
  }

  take({ to, body }: LiveFrame): boolean {
    this.at = to
    // The panel sends what its runWait says.
    this.wait = body as RunWait | null
    for (const listener of [...this.listeners]) listener()
    return true
  }
}
