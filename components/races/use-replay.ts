import { useCallback, useEffect, useState } from 'react'
import {
  commandReplay,
  isPlaying,
  type ReplayClock,
  type ReplayCommand,
  replayedMs,
  replayFrom,
} from '@/lib/shared/races/replay-clock'

const TICK_MS = 100
/** For people who asked for less motion: the picture changes once a second. */
const CALM_TICK_MS = 1_000

export interface Replay {
  readonly clock: ReplayClock
  readonly atMs: number
  readonly playing: boolean
  command(command: ReplayCommand): void
}

/** A replay that rests at its beginning until somebody plays it. @param lengthMs of the race, from the click */
export function useReplay(lengthMs: number): Replay {
  const [clock, setClock] = useState(() => replayFrom(lengthMs))
  const [now, setNow] = useState(0)
  const playing = isPlaying(clock, now)
  useEffect(() => {
    if (!playing) return
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const timer = setInterval(() => setNow(performance.now()), calm ? CALM_TICK_MS : TICK_MS)
    return () => clearInterval(timer)
  }, [playing])
  const command = useCallback((by: ReplayCommand) => {
    const at = performance.now()
    setNow(at)
    setClock((before) => commandReplay(before, by, at))
  }, [])
  return { clock, atMs: replayedMs(clock, now), playing, command }
}
