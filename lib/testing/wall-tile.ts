import { NOTHING_OBSERVED, type Wall, type WallTile } from '@/lib/shared/classroom/wall'

/** Somebody who is in the class and has done nothing yet. */
export const wallTile = (name: string, changes: Partial<WallTile> = {}): WallTile => ({
  ...NOTHING_OBSERVED,
  id: name.toLowerCase(),
  number: 1,
  name,
  joinedAt: 0,
  here: true,
  reached: [],
  hand: null,
  claim: null,
  paused: false,
  ...changes,
})

export const wallOf = (...tiles: readonly WallTile[]): Wall => ({
  class: {
    id: 'class1',
    name: 'Networks 10b',
    timeZone: 'UTC',
    startsAt: 0,
    endsAt: 45 * 60_000,
    seats: 30,
    paused: false,
    phase: 'open',
    practice: true,
    seatsRefusedAt: null,
  },
  tiles,
})
