import type { AppError } from './errors'

export interface FairShares {
  /** Places of everybody together. */
  readonly places: number
  /** Places of one person at a time, however many are free: what they hold is not taken away from them for others. */
  readonly aPerson: number
  /** Of one person: who asks for more than these, and waits, is refused. */
  readonly mostWaiting: number
  /** What is said then. */
  readonly refusal: () => AppError
}

/**
 * Lets people in by turns: a free place goes to whoever holds the fewest, and among them to whoever was not let in for the
 * longest time. So one person's thousand requests are never ahead of another's first.
 */
export class FairQueue {
  private readonly shares: FairShares
  private readonly held = new Map<string, number>()
  /** By person, in the order of their turns. A person without anything waiting is not in here. */
  private readonly waiting = new Map<string, (() => void)[]>()
  private taken = 0

  constructor(shares: FairShares) {
    this.shares = shares
  }

  /** How many wait, of everybody together. */
  get waitingCount(): number {
    return [...this.waiting.values()].reduce((sum, requests) => sum + requests.length, 0)
  }

  /**
   * Does the work when the person's turn comes. Deadlines of the work begin there, not before.
   * @param signal gives up waiting; the work is not told of it
   * @throws what `refusal` makes, the signal's reason, or what the work throws
   */
  async run<Result>(person: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.enter(person, signal)
    try {
      return await work()
    } finally {
      this.leave(person)
    }
  }

  private async enter(person: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const requests = this.waiting.get(person) ?? []
    if (this.taken < this.shares.places && this.heldBy(person) < this.shares.aPerson) return this.take(person)
    if (requests.length >= this.shares.mostWaiting) throw this.shares.refusal()
    await new Promise<void>((resolve, reject) => {
      const admit = () => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        requests.splice(requests.indexOf(admit), 1)
        if (requests.length === 0) this.waiting.delete(person)
        reject(signal?.reason)
      }
      requests.push(admit)
      this.waiting.set(person, requests)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  private leave(person: string): void {
    this.taken -= 1
    const left = this.heldBy(person) - 1
    if (left === 0) this.held.delete(person)
    else this.held.set(person, left)
    while (this.taken < this.shares.places && this.admitNext());
  }

  /** False when nobody who waits may have a place now. */
  private admitNext(): boolean {
    const entitled = [...this.waiting.keys()].filter((person) => this.heldBy(person) < this.shares.aPerson)
    const fewest = Math.min(...entitled.map((person) => this.heldBy(person)))
    const person = entitled.find((one) => this.heldBy(one) === fewest)
    const requests = person === undefined ? undefined : this.waiting.get(person)
    const admit = requests?.shift()
    if (person === undefined || requests === undefined || admit === undefined) return false
    // To the end of the turns.
    this.waiting.delete(person)
    if (requests.length > 0) this.waiting.set(person, requests)
    this.take(person)
    admit()
    return true
  }

  private take(person: string): void {
    this.taken += 1
    this.held.set(person, this.heldBy(person) + 1)
  }

  private heldBy(person: string): number {
    return this.held.get(person) ?? 0
  }
}

// On globalThis: Next bundles a module more than once, and all copies must count together.
const KEY = Symbol.for('buzzcrate.fair-queues')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<string, FairQueue> }

/** The queue of this name in this process, made at first use. */
export function fairQueue(name: string, shares: FairShares): FairQueue {
  holder[KEY] ??= new Map()
  const queue = holder[KEY].get(name) ?? new FairQueue(shares)
  holder[KEY].set(name, queue)
  return queue
}
