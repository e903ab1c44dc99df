'use client'

import { useText } from '@/components/text'
import { allMilestones } from '@/lib/shared/classroom/all-milestones'
import { type TileState, tileState, type WallTile, waitsSince } from '@/lib/shared/classroom/wall'
import { classWall } from '@/messages/class-wall'

export interface TileWords {
  readonly state: TileState
  readonly name: string
  /** Two or three words about the state. */
  readonly word: string
  /** Why somebody needs help, one sentence each, with for how long; empty when they do not. */
  readonly why: readonly string[]
  /** Who is on the way; undefined when nobody needs to be. */
  readonly who: string | undefined
}

/** What a tile says, for the wall, the list and screen readers alike. */
export function useTileWords(
  teacherId: string,
  now: number,
  all: number,
  places: ReadonlyMap<string, number>,
): (tile: WallTile) => TileWords {
  const t = useText(classWall)
  return (tile) => {
    const state = tileState(tile, all)
    const { marks, hand, claim } = tile
    return {
      state,
      name: tile.name === '' ? t.noName(tile.number) : tile.name,
      word: wordOf(t, tile, state),
      why: [
        ...marks.map(({ why, since }) => `${why} (${t.since(now - since)})`),
        ...(hand === null
          ? []
          : [`${t.handNote(hand.note)} (${t.handPlace(places.get(tile.id) ?? 1)}, ${t.since(now - hand.at)})`]),
      ],
      who:
        waitsSince(tile) === undefined && claim === null
          ? undefined
          : claim === null
            ? t.unclaimed
            : claim.teacherId === teacherId
              ? t.claimedByYou
              : t.claimedBy(claim.name),
    }
  }
}

function wordOf(t: (typeof classWall)['en'], tile: WallTile, state: TileState): string {
  if (state === 'creating' && tile.run !== null) return t.creating(tile.run.done, tile.run.steps)
  if (state === 'working') {
    // The furthest one, by the order of a class, not by when it was.
    const furthest = allMilestones.findLast(({ id }) => tile.reached.some((each) => each.id === id))
    if (!tile.here) return t.gone
    return furthest?.short ?? t.state.here
  }
  return t.state[state]
}
