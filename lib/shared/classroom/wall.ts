import type { ClusterPhase } from '@/lib/shared/cluster-phase'
import type { Mark } from './mark'

/** What the panel saw of a student's cluster last, as it is stored. */
export interface Observation {
  /** Their browser was heard of within the last minutes. */
  readonly here: boolean
  /** Null before the first cluster. */
  readonly cluster: { readonly id: string; readonly phase: ClusterPhase; readonly practice: boolean } | null
  /** The run that goes on, or waits for somebody; null while none does. */
  readonly run: { readonly id: string; readonly done: number; readonly steps: number } | null
  /** The most urgent first. */
  readonly marks: readonly Mark[]
}

export const NOTHING_OBSERVED: Observation = { here: false, cluster: null, run: null, marks: [] }

/** A student on the wall. Times are ms since 1970 by the panel's clock. */
export interface WallTile extends Observation {
  readonly id: string
  readonly number: number
  readonly name: string
  /** When they first came; null: not yet. */
  readonly joinedAt: number | null
  /** What they have reached, by id. */
  readonly reached: readonly { readonly id: string; readonly at: number }[]
  readonly hand: { readonly at: number; readonly note: string } | null
  readonly claim: { readonly teacherId: string; readonly name: string; readonly at: number } | null
  readonly paused: boolean
}

/** A class as its wall shows it. */
export interface Wall {
  readonly class: {
    readonly id: string
    readonly name: string
    readonly timeZone: string
    readonly startsAt: number
    readonly endsAt: number
    readonly seats: number
    readonly paused: boolean
    readonly phase: string
    readonly practice: boolean
    /** When a browser or an address last wanted more seats than it may have; null: not lately. */
    readonly seatsRefusedAt: number | null
  }
  readonly tiles: readonly WallTile[]
}

/** What a tile says in a word. The first that is so wins. */
export type TileState = 'stuck' | 'hand' | 'paused' | 'creating' | 'deleting' | 'done' | 'working' | 'here' | 'away'

/** @param all how many milestones there are */
export function tileState(tile: WallTile, all: number): TileState {
  if (tile.marks.length > 0) return 'stuck'
  if (tile.hand !== null) return 'hand'
  if (tile.paused) return 'paused'
  if (tile.cluster?.phase === 'creating') return 'creating'
  if (tile.cluster?.phase === 'deleting') return 'deleting'
  if (tile.reached.length >= all) return 'done'
  if (tile.joinedAt === null) return 'away'
  if (tile.reached.length > 0) return 'working'
  return tile.here ? 'here' : 'away'
}

export const needsHelp = ({ marks, hand }: WallTile): boolean => marks.length > 0 || hand !== null

/** Since when somebody needs help; undefined when they do not. */
export function waitsSince({ marks, hand }: WallTile): number | undefined {
  const since = [...marks.map((mark) => mark.since), ...(hand === null ? [] : [hand.at])]
  return since.length === 0 ? undefined : Math.min(...since)
}

/** Who needs help first: unclaimed before claimed, longest before latest. Then those who are here, by name, then the others. */
export function inOrderOfNeed(tiles: readonly WallTile[]): readonly WallTile[] {
  const rank = (tile: WallTile) => (needsHelp(tile) ? (tile.claim === null ? 0 : 1) : tile.joinedAt === null ? 3 : 2)
  return [...tiles].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      (rank(one) < 2 ? (waitsSince(one) ?? 0) - (waitsSince(other) ?? 0) : 0) ||
      one.name.localeCompare(other.name) ||
      one.number - other.number,
  )
}

/** The place of each raised hand, 1 is the first: by student. */
export function handPlaces(
  hands: readonly { readonly id: string; readonly at: number }[],
): ReadonlyMap<string, number> {
  const inLine = [...hands].sort((one, other) => one.at - other.at || one.id.localeCompare(other.id))
  return new Map(inLine.map(({ id }, place) => [id, place + 1]))
}

/** With fewer steps than this nobody can tell a pace. */
const STEPS_FOR_A_PACE = 3

/**
 * When the last of those who are here is done if all go on at the pace of the class so far: the median time between two
 * milestones. Undefined while there is too little to tell, or all are done.
 */
export function estimatedEnd(wall: Wall, ids: readonly string[], now: number): number | undefined {
  const here = wall.tiles.filter(({ joinedAt }) => joinedAt !== null)
  const gaps = here.flatMap(({ joinedAt, reached }) => {
    const times = reached.map(({ at }) => at).sort((one, other) => one - other)
    const from = Math.max(wall.class.startsAt, joinedAt ?? 0)
    return times.map((at, place) => Math.max(0, at - (times[place - 1] ?? Math.min(from, at))))
  })
  const missing = here.map(({ reached }) => ids.filter((id) => !reached.some((each) => each.id === id)).length)
  const most = Math.max(0, ...missing)
  const middle = [...gaps].sort((one, other) => one - other)[Math.floor(gaps.length / 2)]
  if (most === 0 || middle === undefined || gaps.length < STEPS_FOR_A_PACE) return undefined
  return now + most * middle
}
