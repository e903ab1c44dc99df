import type { Prisma } from '@/lib/db/generated/client'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { reachOf } from '@/lib/providers/find-definition'
import { databaseVault } from '@/lib/vault/database-vault'
import { findCluster, notReachableYet } from './find-cluster'

/** How long a person waits for an answer of a cluster. */
const PATIENCE_MS = 8_000

/** Does something on a cluster among those that the actor may see or change. Throws `not-found`, `cluster-has-no-access` and the codes of ClusterApi. */
export async function withClusterApi<T>(
  among: Prisma.ClusterWhereInput,
  clusterId: string,
  use: (api: ClusterApi, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cluster = await findCluster(among, clusterId)
  if (cluster.kubeconfigSecretId === null) throw notReachableYet(cluster.name)
  const api = kubernetesClusterApis().open(
    await databaseVault().open(cluster.kubeconfigSecretId),
    reachOf(cluster.provider),
  )
  try {
    return await use(api, AbortSignal.timeout(PATIENCE_MS))
  } finally {
    api.close()
  }
}
