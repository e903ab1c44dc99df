import { AppError } from '@/lib/core/errors'

/**
 * Lets a few password checks run at once and a few more queue: each costs a tenth of a second of processor and 16 MB,
 * and a flood of them must not starve a Raspberry Pi that is building a cluster.
 */
export class PasswordGate {
  #running = 0
  readonly #queue: (() => void)[] = []
  readonly #most: { readonly running: number; readonly waiting: number }

  constructor(most: { readonly running: number; readonly waiting: number }) {
    this.#most = most
  }

  /** @throws AppError `too-many-requests` when too many are waiting already */
  async run<T>(check: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most.running) await this.#turn()
    else this.#running += 1
    try {
      return await check()
    } finally {
      // The place goes on to the next in line, if there is one.
      const next = this.#queue.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#queue.length >= this.#most.waiting) {
      return Promise.reject(
        new AppError('too-many-requests', {
          userMessage: 'The panel is busy with other sign-ins. Try again in a few seconds.',
          retryable: true,
          details: { waitMs: 5_000 },
        }),
      )
    }
    return new Promise((resolve) => this.#queue.push(resolve))
  }
}
