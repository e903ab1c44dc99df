import type { Milestone } from '../milestone'

const APP = 'go-echo'

export const appAnsweredMilestone: Milestone = {
  id: 'app-answered',
  place: 20,
  title: 'go-echo answered in your browser',
  short: 'go-echo answered',
  how: 'Open go-echo, and read which pod on which machine answers.',
  practiceOnly: true,
  isReached: ({ cluster }) => cluster?.answered.some(({ app }) => app === APP) === true,
}
