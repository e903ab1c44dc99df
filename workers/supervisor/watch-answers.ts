export interface WatchOptions {
  /** Asks the part; resolves when it answers. What takes longer than `everyMs` is given up (the signal aborts). */
  readonly ask: (signal: AbortSignal) => Promise<unknown>
  readonly everyMs: number
  /** Silent for so long after it has answered once, a part counts as hung. */
  readonly patienceMs: number
  /** While a part starts it is silent for longer: a board reads the whole program from its card. */
  readonly firstPatienceMs: number
  /** Called once; nothing is asked any more. */
  readonly onSilent: (silentMs: number) => void
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

/**
 * Asks a part again and again whether it still answers. A part is not blamed for time in which this process did not turn
 * either: a laptop that slept, a machine so busy that even asking came late.
 * @returns ends the asking
 */
export function watchAnswers(options: WatchOptions): () => void {
  const { ask, everyMs, onSilent, now = () => performance.now() } = options
  let patienceMs = options.firstPatienceMs
  let silentMs = 0
  let lastAt = now()
  let asking: AbortController | undefined

  const look = () => {
    const passedMs = now() - lastAt
    lastAt += passedMs
    // One that came late says nothing of the part: both may have been kept waiting.
    if (passedMs < everyMs * 2) silentMs += passedMs
    if (silentMs >= patienceMs) {
      stop()
      onSilent(Math.round(silentMs))
      return
    }
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    ask(mine.signal).then(
      () => {
        if (mine.signal.aborted) return
        silentMs = 0
        patienceMs = options.patienceMs
      },
      // Silence, like a refusal to connect, counts by the time that it lasts.
      () => undefined,
    )
  }
  const timer = setInterval(look, everyMs)
  const stop = () => {
    clearInterval(timer)
    asking?.abort()
  }
  return stop
}
