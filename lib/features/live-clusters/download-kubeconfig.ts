import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { databaseVault } from '@/lib/vault/database-vault'
import { findCluster, notReachableYet } from './find-cluster'

export interface KubeconfigFile {
  readonly fileName: string
  readonly text: string
}

/**
 * The key to a cluster, as a file for kubectl. For its owner only: an admin of the panel does not become the admin of
 * everybody's clusters. Throws `not-found` and `cluster-has-no-access`.
 */
export async function downloadKubeconfig(actor: Actor, clusterId: string): Promise<KubeconfigFile> {
  assertMay(actor, 'clusters.change')
  const cluster = await findCluster(actor, clusterId)
  if (cluster.ownerId !== actor.userId) throw notFound('kubeconfig')
  if (cluster.kubeconfigSecretId === null) throw notReachableYet(cluster.name)
  const text = await databaseVault().open(cluster.kubeconfigSecretId)
  await recordAudit({ actor, action: 'kubeconfig.download', subject: { type: 'cluster', id: clusterId } })
  return { fileName: `${cluster.name}.kubeconfig`, text }
}
