import type { Actor } from '@/lib/core/actor'
import { chosenMachine, plannedMachines } from '@/lib/features/machines/planned-machines'
import { supersedeRestingRun } from '@/lib/features/runs/run-lock'
import { startRun } from '@/lib/features/runs/start-run'
import type { Transaction } from '@/lib/features/runs/subject-kind'
import { findProvider } from '@/lib/providers/find-provider'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import type { clusterToDelete } from './delete-cluster'

/**
 * Starts the run that takes a cluster off its machines. What may be asked of the actor has been asked.
 * @param prepare what must happen together with it, in the same transaction
 * @throws AppError `subject-busy`, `machine-not-ready`, `unknown-provider`, or what `prepare` throws
 */
export async function startDeletion(
  actor: Actor,
  clusterId: string,
  cluster: Awaited<ReturnType<typeof clusterToDelete>>,
  prepare: (transaction: Transaction) => Promise<void> = async () => undefined,
): Promise<{ readonly runNumber: number }> {
  const machines = await plannedMachines(actor, cluster.machines.map(chosenMachine))
  const apps = cluster.apps.map(({ app }) => app)
  const known = { clusterId, definition: cluster.definition, machines }
  const extension = findProvider(cluster.provider).recipe(known).deletion
  const plan = deleteClusterPlan({
    clusterName: cluster.name,
    machines,
    apps,
    ...(extension === undefined ? {} : { extension }),
  })
  const subject = { type: 'cluster', id: clusterId }
  const run = { subject, title: `Deleting ${cluster.name}`, plan }
  const { number } = await startRun(actor, run, async (transaction) => {
    await prepare(transaction)
    // A run that waits for a person holds the cluster. Asking for the deletion is that person's answer.
    await supersedeRestingRun(transaction, subject)
  })
  return { runNumber: number }
}
