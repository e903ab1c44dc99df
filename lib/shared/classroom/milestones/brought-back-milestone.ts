import type { Milestone } from '../milestone'
import { podsMovedMilestone } from './pods-moved-milestone'

export const broughtBackMilestone: Milestone = {
  id: 'brought-back',
  place: 50,
  title: 'Brought back',
  short: 'brought back',
  how: 'Bring the machine back, and wait until it answers.',
  isReached({ cluster }, before) {
    if (!before.has(podsMovedMilestone.id) || cluster?.view?.connection.state !== 'live') return false
    const nodes = Object.values(cluster.view.rows.nodes)
    return nodes.length >= cluster.machines && nodes.every(({ ready }) => ready)
  },
}
