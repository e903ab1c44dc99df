import { statusErrors } from '../kube-api/status-error'

/** A cluster, as far as turns are concerned. */
export interface TurnTaker {
  readonly clusterId: string
  /** Clusters of one person have one share together. */
  readonly ownerId: string
}

export interface TurnsOptions {
  /** Called before and after each turn. */
  readonly note?: { begin(clusterId: string): void; end(): void }
  readonly now?: () => number
}

interface Share {
  /** Milliseconds of work that this person's clusters were given, as far as it still counts. */
  usedMs: number
  readonly clusters: Map<string, (() => void)[]>
}

/** Turns of one cluster that may wait. */
const MOST_WAITING = 512
/** After so long, the process looks for what came in meanwhile. */
const SLICE_MS = 10

/**
 * Shares the process among the practice clusters: each piece of work waits for its turn, and next comes whoever has had the
 * least so far. A person with much to do waits behind one with little, not the other way round.
 */
export class Turns {
  private readonly note: TurnsOptions['note']
  private readonly now: () => number
  /** Of those for whom something waits. */
  private readonly shares = new Map<string, Share>()
  /** Of those who had their turns while others wait: what they had still counts. */
  private readonly resting = new Map<string, Share>()
  private scheduled = false

  constructor({ note, now = () => performance.now() }: TurnsOptions = {}) {
    this.note = note
    this.now = now
  }

  /** As `run`, for what anybody may ask for: rejects with 429 when too much waits for this cluster already. */
  async ask<Result>(who: TurnTaker, work: () => Result): Promise<Result> {
    const waiting = this.shares.get(who.ownerId)?.clusters.get(who.clusterId)
    if (waiting !== undefined && waiting.length >= MOST_WAITING) throw statusErrors.tooManyRequests(1)
    return this.run(who, work)
  }

  /** Does something in a cluster's turn. Rejects as the work throws. */
  run<Result>(who: TurnTaker, work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = this.queueOf(who)
      waiting.push(() => {
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
      this.schedule()
    })
  }

  private queueOf({ clusterId, ownerId }: TurnTaker): (() => void)[] {
    let share = this.shares.get(ownerId)
    if (share === undefined) {
      // Who comes anew begins where the others are, not with all the time that they have had.
      const least = Math.min(...[...this.shares.values()].map(({ usedMs }) => usedMs))
      share = this.resting.get(ownerId) ?? { usedMs: 0, clusters: new Map() }
      share.usedMs = Math.max(share.usedMs, Number.isFinite(least) ? least : 0)
      this.resting.delete(ownerId)
      this.shares.set(ownerId, share)
    }
    const queue = share.clusters.get(clusterId) ?? []
    share.clusters.set(clusterId, queue)
    return queue
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.work()
    })
  }

  private work(): void {
    const startedAt = this.now()
    for (let at = startedAt; at - startedAt < SLICE_MS; ) {
      const next = this.next()
      if (next === undefined) return
      this.note?.begin(next.clusterId)
      next.job()
      this.note?.end()
      const after = this.now()
      next.share.usedMs += after - at
      at = after
    }
    if (this.shares.size > 0) this.schedule()
  }

  private next(): { readonly share: Share; readonly clusterId: string; readonly job: () => void } | undefined {
    const [first] = [...this.shares].sort(([, a], [, b]) => a.usedMs - b.usedMs)
    if (first === undefined) return undefined
    const [ownerId, share] = first
    const [entry] = share.clusters
    if (entry === undefined) return undefined
    const [clusterId, queue] = entry
    const job = queue.shift()
    // Behind the others of its owner; out of the way once nothing of it waits.
    share.clusters.delete(clusterId)
    if (queue.length > 0) share.clusters.set(clusterId, queue)
    if (share.clusters.size === 0) this.retire(ownerId, share)
    return job === undefined ? this.next() : { share, clusterId, job }
  }

  private retire(ownerId: string, share: Share): void {
    this.shares.delete(ownerId)
    if (this.shares.size > 0) this.resting.set(ownerId, share)
    else this.resting.clear()
  }
}
