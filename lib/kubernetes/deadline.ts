const LATE = new DOMException('no answer in time', 'TimeoutError')

/**
 * A signal that aborts with another one, or when `limitMs` pass without `extend`. AbortSignal.any is not used: on Node 20
 * each use keeps memory for as long as the other signal lives, and ours live as long as a cluster is watched.
 */
export class Deadline {
  private readonly controller = new AbortController()
  private readonly source: AbortSignal
  private readonly limitMs: number
  private timer: NodeJS.Timeout

  constructor(source: AbortSignal, limitMs: number) {
    this.source = source
    this.limitMs = limitMs
    this.timer = this.start()
    source.addEventListener('abort', this.onAbort, { once: true })
    if (source.aborted) this.onAbort()
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  get passed(): boolean {
    return this.controller.signal.reason === LATE
  }

  extend(): void {
    clearTimeout(this.timer)
    this.timer = this.start()
  }

  /** Call when done. Aborts whatever still listens. */
  end(): void {
    clearTimeout(this.timer)
    this.source.removeEventListener('abort', this.onAbort)
    this.controller.abort()
  }

  private readonly onAbort = () => this.controller.abort(this.source.reason)
  private readonly start = () => setTimeout(() => this.controller.abort(LATE), this.limitMs)
}
