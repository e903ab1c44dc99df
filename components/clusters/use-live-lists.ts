'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useHome } from '@/components/live/use-home'
import type { HomeData } from '@/lib/contracts/runs'
import type { LiveConnection } from '@/lib/shared/live-stream'

const NOTHING_YET: HomeData = { clusters: [], runs: [] }

/** Fetches the lists of clusters and machines anew whenever one of the person's clusters or runs changes. */
export function useLiveLists(): LiveConnection {
  const cache = useQueryClient()
  const { home, connection } = useHome(NOTHING_YET)
  useEffect(() => {
    if (home === NOTHING_YET) return
    void cache.invalidateQueries({ queryKey: ['clusters'] })
    void cache.invalidateQueries({ queryKey: ['machines'] })
  }, [home, cache])
  return connection
}
