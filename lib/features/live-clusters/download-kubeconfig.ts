import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { visibleClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import { rebuildKubeconfig } from '@/lib/k3s/kubeconfig'
import { findProvider } from '@/lib/providers/find-provider'
import { databaseVault } from '@/lib/vault/database-vault'
import { findCluster, notReachableYet } from './find-cluster'

export interface KubeconfigFile {
  readonly fileName: string
  readonly text: string
}

/**
 * The key to a cluster, as a file for kubectl. For its owner only: an admin of the panel does not become the admin of
 * everybody's clusters. Throws `not-found`, `cluster-has-no-access` and `kubeconfig-unreadable`.
 * @param hostname under which the person found the panel: a provider may have its clusters there too
 */
export async function downloadKubeconfig(
  actor: Actor,
  clusterId: string,
  hostname = 'localhost',
): Promise<KubeconfigFile> {
  assertMay(actor, 'clusters.change')
  const cluster = await findCluster(visibleClusters(actor), clusterId)
  if (cluster.ownerId !== actor.userId) throw notFound('kubeconfig')
  if (cluster.kubeconfigSecretId === null) throw notReachableYet(cluster.name)
  const kept = await databaseVault().open(cluster.kubeconfigSecretId)
  const clean = rebuildKubeconfig(kept, cluster.name)
  const asker = { clusterId, userId: actor.userId, hostname }
  const text = (await findProvider(cluster.provider).kubeconfigFor?.(clean, asker)) ?? clean
  // Changes nothing; without the entry nobody gets the file.
  await recordAudit({ actor, action: 'kubeconfig.download', subject: { type: 'cluster', id: clusterId } }, db())
  return { fileName: `${cluster.name}.kubeconfig`, text }
}
