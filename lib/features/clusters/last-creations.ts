import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { visibleRuns } from '@/lib/features/runs/visible-runs'
import { definitions } from '@/lib/providers/definitions.gen'

/** How long the actor's latest cluster of each provider took to make, in milliseconds, by the provider's id. */
export async function lastCreationsMs(actor: Actor): Promise<Readonly<Record<string, number>>> {
  assertMay(actor, 'clusters.read')
  const found = await Promise.all(definitions.map(async ({ id }) => [id, await lastCreationMs(actor, id)] as const))
  return Object.fromEntries(found.flatMap(([id, ms]) => (ms === undefined ? [] : [[id, ms]])))
}

async function lastCreationMs(actor: Actor, provider: string): Promise<number | undefined> {
  const run = await db().run.findFirst({
    where: { recipe: 'create-cluster', status: 'succeeded', provider, AND: visibleRuns(actor) },
    select: { startedAt: true, endedAt: true },
    orderBy: { createdAt: 'desc' },
  })
  return run?.startedAt && run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : undefined
}
