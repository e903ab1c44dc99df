import type { CloudAlert } from '@/lib/contracts/cloud-alerts'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { isPractice } from '@/lib/providers/find-definition'
import { ENDS_SOON_MS, extendedEnd, MOST_END_TRIES } from '@/lib/shared/cloud/lifetime'
import { dailyCost } from '@/lib/shared/cloud/orphan'
import { may } from '@/lib/shared/policy'
import { listSweeps } from '../cloud-sweep/queries'
import { assertMay } from '../policy'

/** What of the actor's own in the cloud needs a person, clusters that end first. An admin is not told of others'. */
export async function listAlerts(
  actor: Actor,
  now = Date.now(),
): Promise<{ readonly now: number; readonly alerts: readonly CloudAlert[] }> {
  assertMay(actor, 'panel.use')
  const [clusters, left] = await Promise.all([ofClusters(actor, now), ofAccounts(actor)])
  return { now, alerts: [...clusters, ...left] }
}

async function ofClusters({ userId }: Actor, now: number): Promise<readonly CloudAlert[]> {
  const rows = await db().clusterLifetime.findMany({
    where: { endsAt: { lte: new Date(now + ENDS_SOON_MS) }, cluster: { ownerId: userId, deletedAt: null } },
    select: {
      clusterId: true,
      endsAt: true,
      latestAt: true,
      endTries: true,
      cluster: { select: { name: true, provider: true, phase: true } },
    },
    orderBy: { endsAt: 'asc' },
  })
  return rows.flatMap(({ clusterId, endsAt, latestAt, endTries, cluster }): readonly CloudAlert[] => {
    const { name, phase } = cluster
    const end = endsAt.getTime()
    const practice = isPractice(cluster.provider)
    if (endTries >= MOST_END_TRIES && phase !== 'deleting') {
      return [{ kind: 'end-failed', clusterId, name, practice, endsAt: end }]
    }
    // What is being deleted shows as its run.
    if (phase === 'deleting') return []
    const mayExtend = extendedEnd(end, latestAt?.getTime() ?? null, now) !== undefined
    return [{ kind: 'ends-soon', clusterId, name, practice, endsAt: end, mayExtend }]
  })
}

async function ofAccounts(actor: Actor): Promise<readonly CloudAlert[]> {
  if (!may(actor, 'cloud-accounts.read')) return []
  return (await listSweeps(actor)).flatMap(({ accountId, accountName, found, runHref }): readonly CloudAlert[] =>
    // What is being deleted shows as its run.
    found.length === 0 || runHref !== null
      ? []
      : [{ kind: 'left', accountId, accountName, count: found.length, daily: dailyCost(found) }],
  )
}
