import { addressKey } from '@/lib/core/address-key'
import { AppError } from '@/lib/core/errors'
import { recentCounts } from '@/lib/core/recent-counts'

/** A box of a hundred boards behind one router that all try again every ten seconds need less. */
const MOST = 1_200
const WINDOW_MS = 600_000

const reports = recentCounts('first-boot', { most: MOST, windowMs: WINDOW_MS })

/** Counts a report against the address that it came from, before anybody looks at it. @throws AppError `too-many-requests` */
export function countReport(seen: string, now = Date.now()): void {
  const waitMs = reports.take(addressKey(seen), now)
  if (waitMs === 0) return
  throw new AppError('too-many-requests', {
    userMessage: 'Too many first boots were reported from this address. The board tries again by itself.',
    retryable: true,
    details: { waitMs },
  })
}
