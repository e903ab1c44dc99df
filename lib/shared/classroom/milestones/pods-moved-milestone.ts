import type { Milestone } from '../milestone'

/** A machine went silent, and another pod runs in place of each that it had. */
export const podsMovedMilestone: Milestone = {
  id: 'pods-moved',
  place: 40,
  title: 'A machine was cut off, and its pods moved',
  short: 'pods moved',
  how: 'Cut off a machine that has a go-echo pod, and watch where the pod goes.',
  isReached({ cluster }) {
    const rows = cluster?.view?.rows
    if (rows === undefined) return false
    const silent = new Set(Object.values(rows.nodes).flatMap(({ name, ready }) => (ready ? [] : [name])))
    const lost = Object.values(rows.pods).filter(
      ({ system, node, lost, owner }) => !system && lost && owner?.kind !== 'DaemonSet' && silent.has(node ?? ''),
    )
    return lost.length > 0 && lost.every(({ replaced }) => replaced)
  },
}
