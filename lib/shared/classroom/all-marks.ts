import type { Mark, MarkKind, SeenClass } from './mark'
import { marks } from './marks.gen'
import type { SeenRun, SeenWork } from './seen-work'

const kinds: readonly MarkKind[] = [...marks].sort((one, other) => one.place - other.place)

/** All that makes somebody seem stuck, the most urgent first. */
export const marksOf = (seen: SeenWork, all: SeenClass): readonly Mark[] =>
  kinds.flatMap(({ kind, find }) => {
    const found = find(seen, all)
    return found === undefined ? [] : [{ kind, ...found }]
  })

/** Before so many of a class have done a step, nothing is usual. */
const ENOUGH = 3

/** How long each step takes in this class, in the median. */
export function usualStepMs(runs: readonly SeenRun[]): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>()
  for (const { took } of runs) for (const { step, ms } of took) times.set(step, [...(times.get(step) ?? []), ms])
  return new Map(
    [...times].flatMap(([step, all]) => {
      const middle = all.sort((one, other) => one - other)[Math.floor((all.length - 1) / 2)]
      return all.length < ENOUGH || middle === undefined ? [] : [[step, middle] as const]
    }),
  )
}
