import type { DeletionPlan } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { chosenMachine } from '@/lib/features/machines/planned-machines'
import { assertMay } from '@/lib/features/policy'
import { findProvider } from '@/lib/providers/find-provider'
import { clusterToDelete } from './delete-cluster'

/** Exactly what a deletion undoes, before it is asked for. Throws `not-found`, `unknown-provider`. */
export async function planDeletion(actor: Actor, clusterId: string): Promise<DeletionPlan> {
  assertMay(actor, 'clusters.delete')
  const { name, machines: rows, apps, ...cluster } = await clusterToDelete(actor, clusterId)
  const provider = findProvider(cluster.provider)
  const machines = rows.map((row) => ({ ...chosenMachine(row), name: row.name, address: row.address }))
  const ofCluster = [
    'the cluster’s API and everything that was deployed on it',
    ...apps.map(({ app }) => `the app ${app}`),
    'its kubeconfig and token: copies of the kubeconfig stop working',
    ...(provider.deletionOfCluster ?? []),
  ]
  return {
    name,
    lines: [
      { where: name, what: ofCluster },
      ...machines.map((machine) => ({
        where: machine.address === null ? machine.name : `${machine.name} (${machine.address})`,
        what: provider.deletionOf(machine),
      })),
    ],
  }
}
