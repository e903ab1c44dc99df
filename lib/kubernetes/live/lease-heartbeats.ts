import type { LeaseObject } from '../objects'

/** A kubelet renews its lease every 10 s. After this it has missed two. */
export const SILENT_AFTER_MS = 25_000

/** When each node was last heard, by our own clock: a node's own may be wrong. */
export class LeaseHeartbeats {
  private readonly heard = new Map<string, number>()

  /** All leases, after a first look or a gap: what happened in the gap is not known, so all begin anew. */
  replace(leases: readonly LeaseObject[], now: number): void {
    this.heard.clear()
    for (const lease of leases) this.renew(lease, now)
  }

  renew({ metadata }: LeaseObject, now: number): void {
    this.heard.set(metadata.name, now)
  }

  remove({ metadata }: LeaseObject): void {
    this.heard.delete(metadata.name)
  }

  /** Nodes that missed their heartbeats, with the time they were last heard. */
  silent(now: number): ReadonlyMap<string, number> {
    return new Map([...this.heard].filter(([, at]) => now - at > SILENT_AFTER_MS))
  }
}
