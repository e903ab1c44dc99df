import { db } from '@/lib/db/client'
import { databaseVault } from '@/lib/vault/database-vault'
import { endlessToken, panelToken } from '../host/access-tokens'

/**
 * The practice API may listen elsewhere than before: everything that the panel keeps of its address is put right. So are
 * kubeconfigs from when the panel's token was also everybody's.
 * @param key 32 bytes, `derivedKey(…, 'practice')`
 */
export async function moveKubeconfigs(
  key: Buffer,
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
    const text = kept.replaceAll(`${from}/`, `${to}/`).replaceAll(endlessToken(key, id), panelToken(key, id))
    if (text === kept) continue
    const fresh = await vault.seal(text, { kind: 'kubeconfig', ownerId, clusterId: id })
    await db().cluster.updateMany({
      where: { id },
      data: { kubeconfigSecretId: fresh, apiUrl: apiUrl?.replace(`${from}/`, `${to}/`) ?? null },
    })
    await vault.forget(kubeconfigSecretId)
  }
}
