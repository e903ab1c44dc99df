import type { ClusterView } from '@/lib/contracts/live-clusters'
import { applyDelta, type ClusterDelta, emptyView } from '@/lib/shared/live-cluster/cluster-view'
import type { LiveFrame } from '@/lib/shared/live-stream'
import type { Follower } from './tab-stream'

interface ClusterNews {
  readonly snapshot?: ClusterView
  readonly deltas: readonly ClusterDelta[]
}

/** A cluster's live view in the browser: a snapshot, and the deltas after it. */
export class ClusterStore implements Follower {
  private view: ClusterView | undefined
  private readonly listeners = new Set<() => void>()

  constructor(view: ClusterView | null | undefined) {
    this.view = view ?? undefined
  }

  /** Undefined until a watcher has seen the cluster. */
  readonly snapshot = (): ClusterView | undefined => this.view

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  cursor(): number {
    return this.view?.seq ?? 0
  }

  take({ body }: LiveFrame): boolean {
    // The panel sends the bodies as the watcher stored them.
    const { snapshot, deltas } = body as ClusterNews
    let next = snapshot ?? this.view ?? emptyView(Date.now())
    for (const delta of deltas) {
      const applied = applyDelta(next, delta)
      if (applied === undefined) {
        // Something is missing: begin anew.
        this.view = undefined
        return false
      }
      next = applied
    }
    if (next === this.view) return true
    this.view = next
    for (const listener of [...this.listeners]) listener()
    return true
  }
}
