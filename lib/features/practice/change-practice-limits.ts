import type { PracticeLimits } from '@/lib/contracts/practice'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { savePracticeLimits } from '@/lib/providers/practice/limits'

/** Clusters that are there already stay, even when there are more than the new limits allow. Returns the limits. */
export async function changePracticeLimits(actor: Actor, limits: PracticeLimits): Promise<PracticeLimits> {
  assertMay(actor, 'settings.manage')
  await db().$transaction(async (transaction) => {
    await savePracticeLimits(transaction, limits)
    const subject = { type: 'setting', id: 'practice-limits' }
    await recordAudit({ actor, action: 'practice.limits', subject, details: { ...limits } }, transaction)
  })
  return limits
}
