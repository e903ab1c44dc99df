import type { StorageData, StorageLimits } from '@/lib/contracts/storage'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { readStorage } from './read-storage'
import { saveStorageLimits } from './storage-limits'

/** Logs that are too old, or too much, by the new limits are removed by the next sweep. */
export async function changeStorageLimits(actor: Actor, limits: StorageLimits): Promise<StorageData> {
  assertMay(actor, 'settings.manage')
  await db().$transaction(async (transaction) => {
    await saveStorageLimits(transaction, limits)
    const subject = { type: 'setting', id: 'storage-limits' }
    await recordAudit({ actor, action: 'storage.limits', subject, details: { ...limits } }, transaction)
  })
  return readStorage(actor)
}
