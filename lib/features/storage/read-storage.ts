import type { StorageData } from '@/lib/contracts/storage'
import type { Actor } from '@/lib/core/actor'
import { logBytes } from '@/lib/events/log-retention'
import { assertMay } from '@/lib/features/policy'
import { diskSpace, judgeDisk } from './disk-state'
import { storageLimits } from './storage-limits'

/** How much is free, what logs take, and what may be. */
export async function readStorage(actor: Actor): Promise<StorageData> {
  assertMay(actor, 'settings.manage')
  const [limits, space, taken] = await Promise.all([storageLimits(), diskSpace(), logBytes()])
  return { limits, disk: judgeDisk(space, limits), logBytes: taken }
}
