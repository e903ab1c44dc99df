import type { Milestone, Reached } from './milestone'
import { milestones } from './milestones.gen'
import type { SeenWork } from './seen-work'

/** In the order in which a class goes through them. */
export const allMilestones: readonly Milestone[] = [...milestones].sort((one, other) => one.place - other.place)

/** Those that the panel can see on clusters of this provider. */
export const milestonesOn = (isPractice: boolean): readonly Milestone[] =>
  allMilestones.filter(({ practiceOnly }) => isPractice || practiceOnly !== true)

/** Milestones that were not reached before and are now, in order. One that follows from another comes with it. */
export function newlyReached(seen: SeenWork, before: Reached): readonly string[] {
  const reached = new Set(before)
  return allMilestones.flatMap((milestone) => {
    if (reached.has(milestone.id) || !milestone.isReached(seen, reached)) return []
    reached.add(milestone.id)
    return [milestone.id]
  })
}
