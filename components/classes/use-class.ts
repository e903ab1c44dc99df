'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { tabStream } from '@/components/live/browser-tab'
import type { ClassDetail } from '@/lib/contracts/classes'
import { callApi } from '@/lib/shared/call-api'
import { topics } from '@/lib/shared/live-stream'

export interface UsedClass {
  readonly detail: ClassDetail
  readonly busy: boolean
  readonly error: unknown
  /** Does something with the class and looks again; `onDone` is called when it succeeded. */
  act(work: () => Promise<unknown>, onDone?: () => void): void
  again(): Promise<void>
}

/** A class, asked for anew whenever something of it changes. */
export function useClass(first: ClassDetail): UsedClass {
  const cache = useQueryClient()
  const classId = first.id
  const queryKey = ['class', classId]
  const { data: detail } = useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi('GET /api/classes/[classId]', { params: { classId }, signal }),
    initialData: first,
  })
  useEffect(() => {
    let cursor = 0
    return tabStream().follow(topics.classWall(classId), {
      cursor: () => cursor,
      take({ to }) {
        cursor = to
        void cache.invalidateQueries({ queryKey: ['class', classId] })
        return true
      },
    })
  }, [cache, classId])
  const again = () => cache.invalidateQueries({ queryKey })
  const { isPending, error, mutate } = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: again,
  })
  return { detail, busy: isPending, error, act: (work, onDone) => mutate(work, { onSuccess: () => onDone?.() }), again }
}
