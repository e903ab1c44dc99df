import type { Actor } from '@/lib/core/actor'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { databaseVault } from '@/lib/vault/database-vault'
import { findCluster, notReachableYet } from './find-cluster'

/** How long a person waits for an answer of a cluster. */
const PATIENCE_MS = 8_000

/** Does something on a cluster of the actor. Throws `not-found`, `cluster-has-no-access` and the codes of ClusterApi. */
export async function withClusterApi<T>(
  actor: Actor,
  clusterId: string,
  use: (api: ClusterApi, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cluster = await findCluster(actor, clusterId)
  if (cluster.kubeconfigSecretId === null) throw notReachableYet(cluster.name)
  const api = kubernetesClusterApis().open(await databaseVault().open(cluster.kubeconfigSecretId))
  try {
    return await use(api, AbortSignal.timeout(PATIENCE_MS))
  } finally {
    api.close()
  }
}
