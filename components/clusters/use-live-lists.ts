'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { tabStream } from '@/components/live/browser-tab'
import { useConnection } from '@/components/live/use-connection'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'

/** Fetches the lists of clusters, machines and races anew whenever one of the person's clusters or runs changes. */
export function useLiveLists(): LiveConnection {
  const cache = useQueryClient()
  useEffect(() => {
    let cursor = 0
    return tabStream().follow(topics.home, {
      cursor: () => cursor,
      take({ to }) {
        cursor = to
        void cache.invalidateQueries({ queryKey: ['clusters'] })
        void cache.invalidateQueries({ queryKey: ['machines'] })
        void cache.invalidateQueries({ queryKey: ['races'] })
        return true
      },
    })
  }, [cache])
  return useConnection()
}
