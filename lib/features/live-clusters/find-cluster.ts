import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'

/** A cluster among those that the actor may see or change. Throws `not-found`, for somebody else's too. */
export async function findCluster(among: Prisma.ClusterWhereInput, clusterId: string) {
  const cluster = await db().cluster.findFirst({
    where: { id: clusterId, deletedAt: null, AND: among },
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
