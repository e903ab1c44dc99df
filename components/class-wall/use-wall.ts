'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { tabStream } from '@/components/live/browser-tab'
import { LatestStore } from '@/components/live/latest-store'
import { useConnection } from '@/components/live/use-connection'
import type { Wall } from '@/lib/shared/classroom/wall'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'

/** The wall of a class as it changes. */
export function useWall(first: Wall): { readonly wall: Wall; readonly connection: LiveConnection } {
  const classId = first.class.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: newer data of the same class is in the stream already
  const store = useMemo(() => new LatestStore(first), [classId])
  useEffect(() => tabStream().follow(topics.classWall(classId), store), [classId, store])
  return { wall: useSyncExternalStore(store.onChange, store.snapshot, store.snapshot), connection: useConnection() }
}
