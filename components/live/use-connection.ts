'use client'

import { useSyncExternalStore } from 'react'
import type { LiveConnection } from '@/lib/shared/live-stream'
import { tabStream } from './browser-tab'

const ON_SERVER: LiveConnection = { state: 'live', since: 0 }

/** How this tab's stream from the panel stands. While the page is drawn on the server: live. */
export function useConnection(): LiveConnection {
  return useSyncExternalStore(
    (onChange) => tabStream().onChange(onChange),
    () => shown(tabStream().connection()),
    () => ON_SERVER,
  )
}

/** Before the first answer there is nothing to worry about yet: the page itself has just come. */
const shown = (status: LiveConnection): LiveConnection =>
  status.state === 'reconnecting' && status.since === 0 ? ON_SERVER : status
