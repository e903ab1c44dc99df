/** The clock of a replay: how far into the race it is, as a function of the browser's clock. Pure. */

export const REPLAY_SPEEDS = [1, 5, 20] as const
export type ReplaySpeed = (typeof REPLAY_SPEEDS)[number]

export interface ReplayClock {
  readonly lengthMs: number
  readonly speed: ReplaySpeed
  /** Where it stood at `since`, in milliseconds from the click. */
  readonly atMs: number
  /** The browser's clock when it began to play from there; undefined while it rests. */
  readonly since: number | undefined
}

export type ReplayCommand =
  | { readonly do: 'play' | 'pause' }
  | { readonly do: 'seek'; readonly toMs: number }
  | { readonly do: 'speed'; readonly speed: ReplaySpeed }

export const replayFrom = (lengthMs: number): ReplayClock => ({ lengthMs, speed: 5, atMs: 0, since: undefined })

/** Milliseconds from the click, never beyond the end. */
export function replayedMs({ lengthMs, speed, atMs, since }: ReplayClock, now: number): number {
  const played = since === undefined ? 0 : Math.max(0, now - since) * speed
  return Math.min(lengthMs, atMs + played)
}

export const isPlaying = (clock: ReplayClock, now: number): boolean =>
  clock.since !== undefined && replayedMs(clock, now) < clock.lengthMs

export function commandReplay(clock: ReplayClock, command: ReplayCommand, now: number): ReplayClock {
  const playing = isPlaying(clock, now)
  const here = { ...clock, atMs: replayedMs(clock, now), since: playing ? now : undefined }
  switch (command.do) {
    case 'play':
      // At its end it begins anew.
      return { ...here, atMs: here.atMs >= here.lengthMs ? 0 : here.atMs, since: now }
    case 'pause':
      return { ...here, since: undefined }
    case 'seek':
      return { ...here, atMs: Math.min(here.lengthMs, Math.max(0, command.toMs)) }
    case 'speed':
      return { ...here, speed: command.speed }
  }
}
