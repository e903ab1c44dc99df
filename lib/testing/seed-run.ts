import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { type Plan, PlanBuilder } from '@/lib/engine/plan'

export interface SeededRun {
  readonly runId: string
  readonly clusterId: string
  readonly ownerId: string
}

export const EMPTY_PLAN: Plan = new PlanBuilder('empty', { lanes: [], stages: [] }).build()

/** A cluster with one run, straight in the tables, of a new user where none is named. */
export async function seedRun(options: { plan?: Plan; status?: string; ownerId?: string } = {}): Promise<SeededRun> {
  const { plan = EMPTY_PLAN, status = 'running', ownerId = await seedUser() } = options
  const [runId, clusterId] = [newId(), newId()]
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

export async function seedUser(): Promise<string> {
  const id = newId()
  await db().user.create({ data: { id, name: 'Ada', email: `${id}@example.org` } })
  return id
}
