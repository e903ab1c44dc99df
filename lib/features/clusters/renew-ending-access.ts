import { type Actor, roleOf } from '@/lib/core/actor'
import type { Clock } from '@/lib/core/clock'
import { toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { kubeconfigEnd } from '@/lib/k3s/kubeconfig'
import { ENDS_SOON_MS } from '@/lib/shared/access-end'
import { databaseVault } from '@/lib/vault/database-vault'
import { renewAccess } from './renew-access'

/** Of one round: the next one takes the rest. */
const MOST_CLUSTERS = 200

export interface AccessRound {
  readonly clock: Clock
  /** Asked before each cluster; the round ends when somebody else has the duty. */
  readonly stillMine: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Starts the run that renews the access of each ready cluster whose certificate ends soon, in the name of its owner. One that
 * did not come to its end keeps its cluster to itself until a person has looked at it, so nothing is tried twice.
 * @returns how many runs were started
 */
export async function renewEndingAccess({ clock, stillMine, signal }: AccessRound): Promise<number> {
  const clusters = await db().cluster.findMany({
    where: { phase: 'ready', deletedAt: null, kubeconfigSecretId: { not: null } },
    select: { id: true, kubeconfigSecretId: true, owner: { select: { id: true, role: true } } },
    // The oldest end first.
    orderBy: { createdAt: 'asc' },
    take: MOST_CLUSTERS,
  })
  let started = 0
  for (const { id: clusterId, kubeconfigSecretId, owner } of clusters) {
    if (signal.aborted || !(await stillMine())) return started
    try {
      const endsAt = kubeconfigEnd(await databaseVault().open(kubeconfigSecretId ?? ''))
      if (endsAt === undefined || endsAt - clock.now() >= ENDS_SOON_MS) continue
      const actor: Actor = { userId: owner.id, role: roleOf(owner.role) }
      await renewAccess(actor, clusterId)
      started += 1
    } catch (error) {
      const { code, message } = toFailure(error)
      log.warn('the access to a cluster could not be renewed', { cluster: clusterId, code, reason: message })
    }
  }
  return started
}
