import type { Milestone } from '../milestone'

export const clusterReadyMilestone: Milestone = {
  id: 'cluster-ready',
  place: 10,
  title: 'Cluster ready',
  short: 'cluster ready',
  how: 'Create your cluster, and watch its machines join.',
  isReached: ({ cluster }) => cluster?.phase === 'ready',
}
