import type { SideState } from './race-side'

export type SideName = 'left' | 'right'
export type Both<T> = Readonly<Record<SideName, T>>

export const SIDES = ['left', 'right'] as const satisfies readonly SideName[]

export interface Win {
  /** Undefined: both took the same time, to a tenth of a second. */
  readonly winner: SideName | undefined
  readonly byMs: number
}

export interface RaceResult extends Win {
  /** What was timed: until apps answered on both sides, or until both were ready when one has no app. */
  readonly until: 'answers' | 'ready'
  readonly timesMs: Both<number>
  /** The same with the minutes that imaging took before; undefined while nobody has said them. */
  readonly withImaging: (Win & { readonly timesMs: Both<number> }) | undefined
}

/** Times that show the same to a tenth of a second are the same. */
const SAME_MS = 50

const winOf = ({ left, right }: Both<number>): Win => {
  const byMs = Math.abs(left - right)
  return { winner: byMs < SAME_MS ? undefined : left < right ? 'left' : 'right', byMs }
}

/**
 * Who won and by how much; undefined until both are through.
 * @param imagingMinutes that imaging took before the click; null: not said
 */
export function raceResult(sides: Both<SideState>, imagingMinutes: Both<number | null>): RaceResult | undefined {
  const { left, right } = sides
  if (left.finishMs === undefined || right.finishMs === undefined) return undefined
  const answers = bothOf(left.answersMs, right.answersMs)
  const timesMs = answers ?? bothOf(left.readyMs, right.readyMs) ?? { left: left.finishMs, right: right.finishMs }
  const said = imagingMinutes.left !== null || imagingMinutes.right !== null
  const imaged = {
    left: timesMs.left + minutes(imagingMinutes.left),
    right: timesMs.right + minutes(imagingMinutes.right),
  }
  return {
    until: answers === undefined ? 'ready' : 'answers',
    timesMs,
    ...winOf(timesMs),
    withImaging: said ? { timesMs: imaged, ...winOf(imaged) } : undefined,
  }
}

const minutes = (count: number | null) => (count ?? 0) * 60_000

const bothOf = (left: number | undefined, right: number | undefined): Both<number> | undefined =>
  left === undefined || right === undefined ? undefined : { left, right }

export interface SplitRow {
  readonly stage: string
  readonly leftMs: number | undefined
  readonly rightMs: number | undefined
  /** Right less left: positive when the left was there first. Undefined when one has no such split. */
  readonly differenceMs: number | undefined
}

/** The stages of both sides in one order: what only one side has stands where it comes there. */
export function splitRows({ left, right }: Both<SideState>): readonly SplitRow[] {
  const mine = left.splits.map(({ stage }) => stage)
  const theirs = right.splits.map(({ stage }) => stage)
  return mergeStages(mine, theirs).map((stage) => {
    const leftMs = left.splits.find((split) => split.stage === stage)?.splitMs
    const rightMs = right.splits.find((split) => split.stage === stage)?.splitMs
    const differenceMs = leftMs === undefined || rightMs === undefined ? undefined : rightMs - leftMs
    return { stage, leftMs, rightMs, differenceMs }
  })
}

function mergeStages(mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const merged: string[] = []
  let place = 0
  for (const stage of mine) {
    const until = theirs.indexOf(stage)
    if (until >= 0) {
      merged.push(...theirs.slice(place, until).filter((one) => !mine.includes(one)))
      place = Math.max(place, until + 1)
    }
    merged.push(stage)
  }
  return [...merged, ...theirs.slice(place).filter((one) => !mine.includes(one))]
}
