import { useEffect, useState } from 'react'

/**
 * The panel's clock, ticking while something moves. Starts at the server's time, so that the first drawing in the
 * browser is the server's, and goes on by the browser's own clock without trusting its zero.
 */
export function useNow(serverNow: number, ticking: boolean): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    if (!ticking) return
    const offset = serverNow - Date.now()
    const timer = setInterval(() => setNow(Date.now() + offset), 200)
    return () => clearInterval(timer)
  }, [serverNow, ticking])
  return now
}
