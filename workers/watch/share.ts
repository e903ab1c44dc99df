import type { Watchable } from '@/lib/events/watch-leases'

export interface Share {
  readonly take: readonly string[]
  readonly release: readonly string[]
}

/**
 * Which clusters a watcher should take and let go, so that all watchers have about the same number.
 * @param watchers how many are alive, itself included
 * @param watching clusters that this one watches
 */
export function shareOut(clusters: readonly Watchable[], watching: ReadonlySet<string>, watchers: number): Share {
  const fair = Math.ceil(clusters.length / Math.max(1, watchers))
  const free = clusters.filter((each) => !each.held && !watching.has(each.clusterId)).map((each) => each.clusterId)
  const mine = clusters.filter((each) => watching.has(each.clusterId)).map((each) => each.clusterId)
  return { take: free.slice(0, Math.max(0, fair - mine.length)), release: mine.slice(fair) }
}
