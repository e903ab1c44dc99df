import { type RefObject, useEffect, useState } from 'react'

export interface Window {
  readonly from: number
  readonly to: number
}

/** Which rows of a list with rows of one height are in sight, plus some on both sides. Heights in pixels. */
export function useWindow(viewport: RefObject<HTMLElement | null>, rowCount: number, rowHeight: number): Window {
  const [place, setPlace] = useState({ top: 0, height: 600 })
  useEffect(() => {
    const element = viewport.current
    if (element === null) return
    const look = () => setPlace({ top: element.scrollTop, height: element.clientHeight })
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [viewport])
  const margin = 30
  const from = Math.max(0, Math.min(rowCount, Math.floor(place.top / rowHeight)) - margin)
  return { from, to: Math.min(rowCount, Math.ceil((place.top + place.height) / rowHeight) + margin) }
}
