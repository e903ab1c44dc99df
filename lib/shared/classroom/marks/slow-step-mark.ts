import type { MarkKind } from '../mark'

const TIMES = 2
/** Twice of next to nothing is next to nothing: at least so much longer than the others. */
const LONGER_MS = 10_000

export const slowStepMark: MarkKind = {
  kind: 'slow-step',
  place: 40,
  find({ now, run }, { usualMs }) {
    if (run?.status !== 'running') return undefined
    const slow = run.going
      .flatMap(({ step, stage, since }) => {
        const usual = usualMs.get(step)
        const tookMs = now - since
        if (usual === undefined || tookMs < Math.max(usual * TIMES, usual + LONGER_MS)) return []
        // From then on it took too long.
        return [{ stage, since: since + Math.max(usual * TIMES, usual + LONGER_MS), usual }]
      })
      .sort((one, other) => one.since - other.since)
    const [first] = slow
    if (first === undefined) return undefined
    const seconds = Math.max(1, Math.round(first.usual / 1000))
    return { since: first.since, why: `“${first.stage}” takes more than twice as long as in the class (${seconds} s).` }
  },
}
