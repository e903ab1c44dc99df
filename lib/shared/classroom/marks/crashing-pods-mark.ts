import type { MarkKind } from '../mark'

/** A pod that ends again and again: Kubernetes calls it CrashLoopBackOff from the second time on. */
const RESTARTS = 2

export const crashingPodsMark: MarkKind = {
  kind: 'crashing-pods',
  place: 20,
  find({ cluster }) {
    const crashing = Object.values(cluster?.view?.rows.pods ?? {})
      .filter(({ tone, ready, lost, restarts }) => tone === 'bad' && !ready && !lost && restarts >= RESTARTS)
      .sort((one, other) => (one.lastRestartAt ?? one.createdAt) - (other.lastRestartAt ?? other.createdAt))
    const [first] = crashing
    if (first === undefined) return undefined
    const others = crashing.length - 1
    const more = others === 0 ? '' : others === 1 ? ' One more pod does, too.' : ` ${others} more pods do, too.`
    return {
      since: first.createdAt,
      why: `${first.owner?.name ?? first.name} crashes again and again: ${first.words}${more}`,
    }
  },
}
