'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { RunWait } from '@/lib/contracts/runs'
import { topics } from '@/lib/shared/live-stream'
import { tabStream } from './browser-tab'
import { LatestStore } from './latest-store'

/**
 * Where a run stands in the line, as that changes; null when it does not wait.
 * @param follow false for a run that is over
 */
export function useRunWait(runId: string, first: RunWait | null, follow: boolean): RunWait | null {
  // biome-ignore lint/correctness/useExhaustiveDependencies: newer data of the same run is in the stream already
  const store = useMemo(() => new LatestStore(first), [runId])
  useEffect(() => (follow ? tabStream().follow(topics.wait(runId), store) : undefined), [runId, store, follow])
  return useSyncExternalStore(store.onChange, store.snapshot, store.snapshot)
}
