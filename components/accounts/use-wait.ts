'use client'

import { useEffect, useState } from 'react'

/** Seconds until `endsAt` (ms since 1970), counting down; 0 when it has passed or there is none. */
export function useSecondsUntil(endsAt: number | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  const left = endsAt === undefined ? 0 : Math.max(0, Math.ceil((endsAt - now) / 1000))
  const counting = left > 0
  useEffect(() => {
    if (!counting) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [counting])
  return left
}
