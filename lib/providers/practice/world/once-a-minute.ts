type OnError = (where: string, error: unknown) => void

const MINUTE_MS = 60_000
const MOST_KNOWN = 500

/** The same trouble at the same place is told once a minute: what happens in a cluster must not fill the log. */
export function onceAMinute(tell: OnError, now: () => number = Date.now): OnError {
  const told = new Map<string, number>()
  return (where, error) => {
    const key = `${where}: ${(error instanceof Error ? error.message : String(error)).slice(0, 80)}`
    const last = told.get(key)
    if (last !== undefined && now() - last < MINUTE_MS) return
    if (told.size >= MOST_KNOWN) told.clear()
    told.set(key, now())
    tell(where, error)
  }
}
