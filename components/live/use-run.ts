'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { RunData } from '@/lib/contracts/runs'
import type { RunState } from '@/lib/engine/state'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'
import { tabStream } from './browser-tab'
import { RunStore } from './run-store'
import { useConnection } from './use-connection'

/** A run as it goes on: begins with what the page was drawn from, and folds what comes. */
export function useRun(
  runId: string,
  data: Pick<RunData, 'plan' | 'events'>,
): { readonly state: RunState; readonly connection: LiveConnection } {
  // biome-ignore lint/correctness/useExhaustiveDependencies: newer data of the same run is in the stream already
  const store = useMemo(() => new RunStore(data), [runId])
  useEffect(() => tabStream().follow(topics.run(runId), store), [runId, store])
  const state = useSyncExternalStore(store.onChange, store.snapshot, store.snapshot)
  return { state, connection: useConnection() }
}
