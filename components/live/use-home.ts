'use client'

import { useEffect, useState } from 'react'
import type { HomeData } from '@/lib/contracts/runs'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'
import { tabStream } from './browser-tab'
import { useConnection } from './use-connection'

/** The clusters and latest runs of whoever is signed in, as they change. */
export function useHome(first: HomeData): { readonly home: HomeData; readonly connection: LiveConnection } {
  const [home, setHome] = useState(first)
  useEffect(() => {
    let cursor = 0
    return tabStream().follow(topics.home, {
      cursor: () => cursor,
      take({ to, body }) {
        cursor = to
        // The panel sends a whole HomeData each time.
        setHome(body as HomeData)
        return true
      },
    })
  }, [])
  return { home, connection: useConnection() }
}
