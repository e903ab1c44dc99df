import type { CloudLimits } from '@/lib/contracts/cloud-limits'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { saveCloudLimits } from '@/lib/providers/linode/cloud-room'

/** Clusters that are there already stay, even when they are more than the new limits allow. Returns the limits. */
export async function changeCloudLimits(actor: Actor, limits: CloudLimits): Promise<CloudLimits> {
  assertMay(actor, 'settings.manage')
  await db().$transaction(async (transaction) => {
    await saveCloudLimits(transaction, limits)
    const subject = { type: 'setting', id: 'cloud-limits' }
    await recordAudit({ actor, action: 'cloud.limits', subject, details: { ...limits } }, transaction)
  })
  return limits
}
