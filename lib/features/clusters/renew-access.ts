import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { renewAccessPlan } from '@/lib/provision/recipes/renew-access'
import { chosenMachine, plannedMachines } from '../machines/planned-machines'
import { assertMay } from '../policy'
import { startRun } from '../runs/start-run'
import { changeableClusters } from './visible-clusters'

/**
 * Starts the run that fetches a cluster's kubeconfig anew from its server.
 * @returns the run's number
 * @throws AppError `not-found`, `cluster-has-no-access`, `subject-busy`, `machine-not-ready`
 */
export async function renewAccess(actor: Actor, clusterId: string): Promise<number> {
  assertMay(actor, 'clusters.change')
  const cluster = await db().cluster.findFirst({
    where: { id: clusterId, deletedAt: null, AND: changeableClusters(actor) },
    select: {
      name: true,
      ownerId: true,
      kubeconfigSecretId: true,
      machines: { where: { clusterRole: 'server' }, select: { id: true, clusterRole: true } },
    },
  })
  if (cluster === null) throw notFound('cluster')
  const [server] = await plannedMachines(actor, cluster.machines.map(chosenMachine))
  if (cluster.kubeconfigSecretId === null || server === undefined) {
    throw new AppError('cluster-has-no-access', {
      userMessage: `${cluster.name} has no access yet that could be renewed: its run has not come so far, or it is being deleted.`,
    })
  }
  const { number } = await startRun(actor, {
    subject: { type: 'cluster', id: clusterId },
    title: 'Renewing the access',
    plan: renewAccessPlan({ clusterName: cluster.name, server, ownerId: cluster.ownerId }),
  })
  return number
}
