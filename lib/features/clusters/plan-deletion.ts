import type { DeletionPlan } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import { clusterToDelete } from './delete-cluster'

const ON_EVERY_MACHINE = [
  'k3s stops, and all containers with it',
  'the package buzzcrate-k3s is removed with its units, links and scripts',
  'everything that k3s stored is erased: images, volumes of pods, the node’s password and configuration',
  'network links, firewall rules and mounts that k3s made are taken away',
]

const ON_A_PRACTICE_MACHINE = [
  'k3s stops, and all simulated containers with it',
  'the port at which its apps answer is closed',
  'the simulated machine itself is gone',
]

/** Exactly what a deletion undoes, before it is asked for. Throws `not-found`. */
export async function planDeletion(actor: Actor, clusterId: string): Promise<DeletionPlan> {
  assertMay(actor, 'clusters.delete')
  const { name, provider, machines, apps } = await clusterToDelete(actor, clusterId)
  const cluster = [
    'the cluster’s API and everything that was deployed on it',
    ...apps.map(({ app }) => `the app ${app}`),
    'its kubeconfig and token: copies of the kubeconfig stop working',
  ]
  return {
    name,
    lines: [
      { where: name, what: cluster },
      ...machines.map((machine) => ({
        where: `${machine.name} (${machine.address})`,
        what:
          provider === 'practice'
            ? ON_A_PRACTICE_MACHINE
            : machine.clusterRole === 'server'
              ? [...ON_EVERY_MACHINE, 'the cluster’s database is erased']
              : ON_EVERY_MACHINE,
      })),
    ],
  }
}
