import type { EventRow } from '@/lib/contracts/live-rows'

/** Warnings first, then the newest first. */
export function orderEvents(events: readonly EventRow[]): readonly EventRow[] {
  return [...events].sort((a, b) => Number(b.warning) - Number(a.warning) || b.at - a.at || a.key.localeCompare(b.key))
}
