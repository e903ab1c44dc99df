'use client'

import { useEffect, useState } from 'react'
import { useLocale } from '@/components/text'
import { dateTime, timeAgo } from '@/lib/shared/format-time'

const EVERY_MS = 30_000

/** `3 minutes ago`, kept right while it is on the screen; the exact time is its tooltip. `at` is ms since 1970. */
export function TimeAgo({ at }: { readonly at: number }) {
  const locale = useLocale()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    // The server's clock and time zone are not the browser's.
    <time dateTime={new Date(at).toISOString()} title={dateTime(at, locale)} suppressHydrationWarning>
      {timeAgo(at, now, locale)}
    </time>
  )
}
