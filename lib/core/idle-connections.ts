import type { Socket } from 'node:net'

/** Connections without a request, in the order in which they fell idle. */
export class IdleConnections {
  readonly #since = new Map<Socket, number>()
  readonly #leastMs: number

  /** @param leastMs none is closed that has been idle for less: whoever works needs some time from request to request */
  constructor(leastMs: number) {
    this.#leastMs = leastMs
  }

  /** One that was opened, or whose request is over. */
  fellIdle(socket: Socket, now = performance.now()): void {
    this.#since.delete(socket)
    if (!socket.destroyed) this.#since.set(socket, now)
  }

  /** One with a request, or closed. */
  notIdle(socket: Socket): void {
    this.#since.delete(socket)
  }

  /**
   * Closes so many, the ones that waited longest first: whoever uses the panel now is the last to be asked to open another.
   * Fewer when the others have not been idle for long enough.
   */
  closeLongest(count: number, now = performance.now()): void {
    let left = count
    for (const [socket, since] of this.#since) {
      if (left <= 0 || now - since < this.#leastMs) return
      this.#since.delete(socket)
      socket.destroy()
      left -= 1
    }
  }
}
