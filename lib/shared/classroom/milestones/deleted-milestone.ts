import type { Milestone } from '../milestone'

export const deletedMilestone: Milestone = {
  id: 'deleted',
  place: 70,
  title: 'Deleted, with its receipt',
  short: 'deleted',
  how: 'Delete your cluster, and read the receipt: nothing is left.',
  isReached: ({ cluster }) => cluster?.phase === 'deleted' && cluster.receipt?.left === 0,
}
