import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import { makeClassCluster } from '../steps/class/make-cluster'
import { prewarmClassRecipe } from './prewarm-class-recipe'

/** So many clusters of a class are made at the same time. */
export const WARM_AT_ONCE = 6
const STAGE = 'Make'

export interface PlannedSeat {
  readonly studentId: string
  readonly number: number
  /** Empty for a spare seat. */
  readonly name: string
}

/** Makes a cluster for each seat: a lane a seat, a few at a time, in the order of the roster. */
export function prewarmClassPlan(seats: readonly PlannedSeat[]): Plan {
  const builder = new PlanBuilder(prewarmClassRecipe.id, {
    lanes: seats.map(({ studentId, number, name }) => ({
      id: studentId,
      title: name === '' ? `Seat ${number}` : name,
      subtitle: name === '' ? 'for whoever comes' : `seat ${number}`,
    })),
    stages: [STAGE],
  })
  const made: Ref<unknown>[] = []
  for (const { studentId } of seats) {
    const before = made[made.length - WARM_AT_ONCE]
    const placement = { lane: studentId, stage: STAGE, ...(before === undefined ? {} : { after: [before] }) }
    made.push(builder.add(`${studentId}/class.make-cluster`, makeClassCluster, { studentId }, placement))
  }
  return builder.build()
}
