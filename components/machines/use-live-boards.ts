'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { tabStream } from '@/components/live/browser-tab'
import { useConnection } from '@/components/live/use-connection'
import { type LiveConnection, topics } from '@/lib/shared/live-stream'
import { MACHINES_KEY } from './use-machines'

/** Where the cards of a person are kept in this tab. */
export const CARDS_KEY = ['cards']

/** Fetches boards and cards anew whenever one of them has come into another state: a board that starts appears by itself. */
export function useLiveBoards(): LiveConnection {
  const cache = useQueryClient()
  useEffect(() => {
    let cursor = 0
    return tabStream().follow(topics.boards, {
      cursor: () => cursor,
      take({ to }) {
        cursor = to
        void cache.invalidateQueries({ queryKey: MACHINES_KEY })
        void cache.invalidateQueries({ queryKey: CARDS_KEY })
        return true
      },
    })
  }, [cache])
  return useConnection()
}
