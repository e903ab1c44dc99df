import type { Milestone } from '../milestone'

export const kubectlUsedMilestone: Milestone = {
  id: 'kubectl-used',
  place: 60,
  title: 'kubectl used with your kubeconfig',
  short: 'used kubectl',
  how: 'Download your kubeconfig, and ask for your pods: kubectl get pods.',
  practiceOnly: true,
  isReached: ({ cluster }) => cluster?.kubectlAt !== undefined,
}
