'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { tabStream } from '@/components/live/browser-tab'
import { useConnection } from '@/components/live/use-connection'
import type { AttendedClass } from '@/lib/contracts/attending'
import { callApi } from '@/lib/shared/call-api'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'

/** Also says that this browser is still there. */
const EVERY_MS = 30_000
const KEY = ['attended']

/** The student's own class, asked for anew whenever something of it changes. */
export function useAttended(first: AttendedClass): {
  readonly attended: AttendedClass
  readonly connection: LiveConnection
  readonly again: () => Promise<void>
} {
  const cache = useQueryClient()
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi('GET /api/class', { signal }),
    initialData: first,
    refetchInterval: EVERY_MS,
  })
  const { classId } = first
  useEffect(() => {
    let cursor = 0
    return tabStream().follow(topics.classSeat(classId), {
      cursor: () => cursor,
      take({ to }) {
        cursor = to
        void cache.invalidateQueries({ queryKey: KEY })
        return true
      },
    })
  }, [cache, classId])
  return { attended: data, connection: useConnection(), again: () => cache.invalidateQueries({ queryKey: KEY }) }
}
