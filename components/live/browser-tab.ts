'use client'

import { leavePage } from '@/components/leave-page'
import { type TabEnvironment, TabStream } from './tab-stream'

const environment: TabEnvironment = {
  open: (url) => new EventSource(url),
  async probe(url) {
    const abort = new AbortController()
    const { status } = await fetch(url, { signal: abort.signal })
    abort.abort()
    return status
  },
  // The page itself leads to the sign-in page, and back again.
  onSignedOut: () => void leavePage(undefined),
  isHidden: () => document.hidden,
}

let stream: TabStream | undefined

/** This tab's one stream, made at first use in the browser. */
export function tabStream(): TabStream {
  if (stream === undefined) {
    const made = new TabStream(environment)
    document.addEventListener('visibilitychange', () => made.look())
    addEventListener('online', () => made.look())
    stream = made
  }
  return stream
}
