/**
 * Counts what people do within the latest while, in this process.
 * @param name of what is counted; all copies of this module that Next bundles count together
 */
export function recentCounts(name: string, { most, windowMs }: { readonly most: number; readonly windowMs: number }) {
  holder[KEY] ??= new Map()
  const counts = holder[KEY].get(name) ?? new Map<string, readonly number[]>()
  holder[KEY].set(name, counts)
  return {
    /** Counts one more of a person's, if that may be. Returns how long to wait when it may not; 0 when it was counted. */
    take(person: string, now: number): number {
      for (const [other, times] of counts) if ((times.at(-1) ?? 0) < now - windowMs) counts.delete(other)
      const recent = (counts.get(person) ?? []).filter((time) => time > now - windowMs)
      if (recent.length >= most) return (recent[0] ?? now) + windowMs - now
      counts.set(person, [...recent, now])
      return 0
    },
  }
}

// On globalThis: Next bundles a module more than once, and all copies must count together.
const KEY = Symbol.for('buzzcrate.recent-counts')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<string, Map<string, readonly number[]>> }
