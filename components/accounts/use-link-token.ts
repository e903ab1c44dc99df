'use client'

import { useEffect, useState } from 'react'

const IN_LINK = /(?:^|[#&?])token=([A-Za-z0-9_-]{32})$/
const ALONE = /^[A-Za-z0-9_-]{32}$/

/** The token in a pasted link, or the token itself; undefined when it is not whole. */
export function tokenIn(text: string): string | undefined {
  const trimmed = text.trim()
  return IN_LINK.exec(trimmed)?.[1] ?? (ALONE.test(trimmed) ? trimmed : undefined)
}

/**
 * The one-time token of this page's fragment; `undefined` until the page has looked, `null` when there is none.
 * It is taken out of the address bar at once, so that it stays in no history and on no projector.
 */
export function useLinkToken(): readonly [string | null | undefined, (token: string | null) => void] {
  const [token, setToken] = useState<string | null>()
  useEffect(() => {
    const look = () => {
      const found = tokenIn(location.hash)
      if (location.hash !== '') history.replaceState(null, '', location.pathname)
      setToken((known) => found ?? known ?? null)
    }
    look()
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])
  return [token, setToken]
}
