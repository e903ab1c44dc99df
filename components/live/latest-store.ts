import type { LiveFrame } from '@/lib/shared/live-stream'
import type { Follower } from './tab-stream'

/** What a topic said last, whole: for topics whose cursor is a digest of their page. */
export class LatestStore<Page> implements Follower {
  private page: Page
  private at = 0
  private readonly listeners = new Set<() => void>()

  constructor(first: Page) {
    this.page = first
  }

  readonly snapshot = (): Page => this.page

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  cursor(): number {
    return this.at
  }

  take({ to, body }: LiveFrame): boolean {
    this.at = to
    // The panel sends pages of this topic as its own code of the same version makes them.
    this.page = body as Page
    for (const listener of [...this.listeners]) listener()
    return true
  }
}
