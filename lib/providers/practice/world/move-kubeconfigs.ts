import { db } from '@/lib/db/client'
import { databaseVault } from '@/lib/vault/database-vault'

/** The practice API listens elsewhere than before: everything that the panel keeps of its address is put right. */
export async function moveKubeconfigs(
  from: string,
  to: string,
  onError: (where: string, error: unknown) => void,
): Promise<void> {
  const vault = databaseVault()
  const clusters = await db().cluster.findMany({
    where: { provider: 'practice', kubeconfigSecretId: { not: null }, deletedAt: null },
    select: { id: true, ownerId: true, apiUrl: true, kubeconfigSecretId: true },
  })
  for (const { id, ownerId, apiUrl, kubeconfigSecretId } of clusters) {
    if (kubeconfigSecretId === null) continue
    const kept = await vault.open(kubeconfigSecretId).catch((error: unknown) => onError(id, error))
    if (kept === undefined) continue
    const text = kept.replaceAll(`${from}/`, `${to}/`)
    const fresh = await vault.seal(text, { kind: 'kubeconfig', ownerId, clusterId: id })
    await db().cluster.updateMany({
      where: { id },
      data: { kubeconfigSecretId: fresh, apiUrl: apiUrl?.replace(`${from}/`, `${to}/`) ?? null },
    })
    await vault.forget(kubeconfigSecretId)
  }
}
