import { type Actor, ownedBy } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'

/** Throws `not-found` for a cluster that is none of the actor's, or has no simulated machines. */
export async function assertPracticeCluster(actor: Actor, clusterId: string): Promise<void> {
  const found = await db().cluster.findFirst({
    where: { id: clusterId, practice: { isNot: null }, deletedAt: null, ...ownedBy(actor) },
    select: { id: true },
  })
  if (found === null) throw notFound('practice cluster')
}
