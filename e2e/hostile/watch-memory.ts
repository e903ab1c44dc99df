const EVERY_MS = 20

/** Watches how much memory this process takes beyond what it has now. */
export function watchMemory(): { stop(): { readonly grownMb: number } } {
  const before = process.memoryUsage.rss()
  let peak = before
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      look()
      return { grownMb: (peak - before) / 1_048_576 }
    },
  }
}
