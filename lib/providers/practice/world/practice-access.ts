import { db } from '@/lib/db/client'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import { panelToken, readAccessToken, sameText } from '../host/access-tokens'
import type { Access } from '../host/practice-server'

/** An answer of the database counts for so long: how late somebody may notice that their access has ended. */
const FRESH_MS = 2_000
/** While the database is away, who was let in shortly before stays in. */
const STALE_MS = 60_000
const MOST_KNOWN = 1_000

/** Tells whether a token opens a practice cluster now: the panel's own, or that of its owner, for as long as it counts. */
export class PracticeAccess {
  private readonly key: Buffer
  private readonly now: () => number
  private readonly known = new Map<string, { readonly at: number; readonly counts: boolean }>()

  /** @param key 32 bytes, `derivedKey(…, 'practice')` */
  constructor(key: Buffer, now: () => number = Date.now) {
    this.key = key
    this.now = now
  }

  async check(clusterId: string, token: string): Promise<Access> {
    if (sameText(token, panelToken(this.key, clusterId))) return 'panel'
    const claim = readAccessToken(this.key, clusterId, token)
    if (claim === undefined) return 'stranger'
    if (claim.expiresAt <= this.now()) return 'ended'
    return (await this.counts(clusterId, claim.id)) ? 'person' : 'ended'
  }

  private async counts(clusterId: string, id: string): Promise<boolean> {
    const known = this.known.get(id)
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : this.now() - known.at
    if (known !== undefined && ageMs < FRESH_MS) return known.counts
    try {
      const counts = await stillCounts(clusterId, id, new Date(this.now()))
      if (this.known.size >= MOST_KNOWN) this.known.clear()
      this.known.set(id, { at: this.now(), counts })
      return counts
    } catch (error) {
      if (!isConnectionLoss(error) || known === undefined || ageMs > STALE_MS) throw error
      return known.counts
    }
  }
}

/** It dies with the account, and with the cluster. */
async function stillCounts(clusterId: string, id: string, now: Date): Promise<boolean> {
  const found = await db().practiceAccess.findFirst({
    where: { id, clusterId, expiresAt: { gt: now } },
    select: {
      userId: true,
      user: { select: { banned: true } },
      cluster: { select: { ownerId: true, deletedAt: true } },
    },
  })
  if (found === null || found.user.banned === true) return false
  const { ownerId, deletedAt } = found.cluster
  return ownerId === found.userId && deletedAt === null
}
