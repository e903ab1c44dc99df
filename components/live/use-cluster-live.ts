'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'
import { tabStream } from './browser-tab'
import { ClusterStore } from './cluster-store'
import { useConnection } from './use-connection'

/** What the page was drawn from: the view as far as it was known. */
interface FirstView {
  readonly view: ClusterView | null
}

/**
 * A cluster as it changes.
 * @param first null for a cluster that is gone: nothing is followed
 */
export function useClusterLive(
  clusterId: string,
  first: FirstView | null,
): { readonly view: ClusterView | undefined; readonly connection: LiveConnection } {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer view of the same cluster is in the stream already
  const store = useMemo(() => new ClusterStore(first?.view), [clusterId])
  const isGone = first === null
  useEffect(
    () => (isGone ? undefined : tabStream().follow(topics.cluster(clusterId), store)),
    [clusterId, store, isGone],
  )
  const view = useSyncExternalStore(store.onChange, store.snapshot, store.snapshot)
  return { view, connection: useConnection() }
}
