import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { type Plan, PlanBuilder } from '@/lib/engine/plan'

export interface SeededRun {
  readonly runId: string
  readonly clusterId: string
  readonly ownerId: string
}

export const EMPTY_PLAN: Plan = new PlanBuilder('empty', { lanes: [], stages: [] }).build()

/** A user with a cluster and one run, straight in the tables. */
export async function seedRun(options: { plan?: Plan; status?: string } = {}): Promise<SeededRun> {
  const { plan = EMPTY_PLAN, status = 'running' } = options
  const [runId, clusterId, ownerId] = [newId(), newId(), newId()]
  await db().user.create({ data: { id: ownerId, name: 'Ada', email: `${ownerId}@example.org` } })
  await db().cluster.create({
    data: { id: clusterId, ownerId, provider: 'practice', name: 'crate', definition: {}, phase: 'creating' },
  })
  await db().run.create({
    data: {
      id: runId,
      ...{ subjectType: 'cluster', subjectId: clusterId, ownerId, provider: 'practice' },
      number: 1,
      recipe: plan.recipe,
      title: 'Creating crate',
      plan: JSON.parse(JSON.stringify(plan)),
      status,
      actorId: ownerId,
    },
  })
  return { runId, clusterId, ownerId }
}
