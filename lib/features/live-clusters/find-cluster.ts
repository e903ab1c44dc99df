import { type Actor, ownedBy } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'

/** A cluster that the actor may see. Throws `not-found`, for somebody else's too. */
export async function findCluster(actor: Actor, clusterId: string) {
  const cluster = await db().cluster.findFirst({
    where: { id: clusterId, deletedAt: null, ...ownedBy(actor) },
    select: {
      id: true,
      name: true,
      provider: true,
      phase: true,
      apiUrl: true,
      ownerId: true,
      kubeconfigSecretId: true,
    },
  })
  if (cluster === null) throw notFound('cluster')
  return cluster
}

/** For what can be done only once the cluster has an API. */
export function notReachableYet(name: string): AppError {
  return new AppError('cluster-has-no-access', {
    userMessage: `${name} cannot be reached yet: its run has not come so far, or it is being deleted.`,
  })
}
