import type { Milestone } from '../milestone'

const WANTED = 3

/** An app of the student's own, whichever: what counts is that three copies run. */
export const scaledToThreeMilestone: Milestone = {
  id: 'scaled-to-three',
  place: 30,
  title: 'Scaled to three',
  short: 'scaled to three',
  how: 'Set go-echo to three pods, on the page of your cluster or with kubectl scale.',
  isReached: ({ cluster }) =>
    Object.values(cluster?.view?.rows.deployments ?? {}).some(
      ({ system, wanted, ready }) => !system && wanted >= WANTED && ready >= WANTED,
    ),
}
