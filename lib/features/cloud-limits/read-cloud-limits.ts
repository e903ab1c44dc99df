import type { CloudLimits } from '@/lib/contracts/cloud-limits'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import { cloudLimits } from '@/lib/providers/linode/cloud-room'

/** What one person may have in the cloud at most. */
export async function readCloudLimits(actor: Actor): Promise<CloudLimits> {
  assertMay(actor, 'settings.manage')
  return cloudLimits()
}
