import type { MarkKind } from '../mark'

const REFUSALS = 3
const WITHIN_MS = 5 * 60_000

export const refusedCommandsMark: MarkKind = {
  kind: 'refused-commands',
  place: 30,
  find({ now, refusedAt }) {
    const latest = refusedAt.slice(-REFUSALS)
    const [first] = latest
    if (latest.length < REFUSALS || first === undefined || now - first > WITHIN_MS) return undefined
    return { since: first, why: 'The panel refused three things in a row that they asked for.' }
  },
}
