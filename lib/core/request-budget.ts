/** What somebody may ask for: `perSecond` in the long run, and `atOnce` after a rest. In units of one simple request. */
export interface RequestAllowance {
  readonly perSecond: number
  readonly atOnce: number
}

interface Balance {
  left: number
  at: number
}

/** Past so many, whoever asked longest ago is forgotten. */
const MOST_KNOWN = 20_000

/** Counts what each asks for, so that one who asks without end does not take the time of all others. */
export class RequestBudget {
  readonly #allowance: RequestAllowance
  readonly #balances = new Map<string, Balance>()

  constructor(allowance: RequestAllowance) {
    this.#allowance = allowance
  }

  /** How many are known now. */
  get size(): number {
    return this.#balances.size
  }

  /** Takes the cost of a request; false, and nothing is taken, when there is not as much left. @param now in ms */
  take(who: string, cost: number, now = performance.now()): boolean {
    const { perSecond, atOnce } = this.#allowance
    const known = this.#balances.get(who) ?? { left: atOnce, at: now }
    const left = Math.min(atOnce, known.left + ((now - known.at) / 1_000) * perSecond)
    // Last in the order, so that those who asked longest ago come first.
    this.#balances.delete(who)
    this.#balances.set(who, { left: left < cost ? left : left - cost, at: now })
    if (this.#balances.size > MOST_KNOWN) this.#forget()
    return left >= cost
  }

  /** A stranger with ever new names must not fill the memory. */
  #forget(): void {
    const [oldest] = this.#balances.keys()
    if (oldest !== undefined) this.#balances.delete(oldest)
  }
}
