import type { DeleteRequest } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { startDeletion } from './start-deletion'
import { changeableClusters } from './visible-clusters'

/**
 * Starts the run that takes a cluster off its machines. Throws `not-found`, `name-not-typed`, `subject-busy`,
 * `machine-not-ready`, `unknown-provider`.
 */
export async function deleteCluster(
  actor: Actor,
  clusterId: string,
  { name }: DeleteRequest,
): Promise<{ readonly runNumber: number }> {
  assertMay(actor, 'clusters.delete')
  const cluster = await clusterToDelete(actor, clusterId)
  if (name.trim() !== cluster.name) {
    throw new AppError('name-not-typed', {
      userMessage: `Type the name of the cluster, ${cluster.name}, to delete it.`,
      details: { fields: [{ field: 'name', problem: `Type ${cluster.name}.` }] },
    })
  }
  return startDeletion(actor, clusterId, cluster)
}

/** A cluster that is not deleted yet, with the machines that it holds. Throws `not-found`. */
export async function clusterToDelete(actor: Actor, clusterId: string) {
  const cluster = await db().cluster.findFirst({
    where: { id: clusterId, deletedAt: null, AND: changeableClusters(actor) },
    select: {
      name: true,
      provider: true,
      definition: true,
      machines: {
        select: { id: true, name: true, address: true, clusterRole: true },
        orderBy: [{ position: 'asc' }, { name: 'asc' }],
      },
      apps: { select: { app: true } },
    },
  })
  if (cluster === null) throw notFound('cluster')
  return cluster
}
