'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { topics } from '@/lib/shared/live-stream'
import { tabStream } from './browser-tab'
import { type Defer, type LogView, RunLogStore } from './run-log-store'

/** With the next frame; a tab out of sight draws no frames, so there by a timer. */
const withNextFrame: Defer = (draw) => {
  if (document.hidden) setTimeout(draw, 100)
  else requestAnimationFrame(draw)
}

const NO_LINES: LogView = { count: 0, lines: [], lineAt: () => undefined, linesOf: () => [] }

/** A run's whole log as it grows, from its first line on. */
export function useRunLog(runId: string): LogView {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has another log
  const store = useMemo(() => new RunLogStore(withNextFrame), [runId])
  useEffect(() => tabStream().follow(topics.log(runId), store), [runId, store])
  return useSyncExternalStore(store.onChange, store.snapshot, () => NO_LINES)
}
