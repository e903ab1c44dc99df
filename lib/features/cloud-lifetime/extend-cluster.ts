import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { assertCloudRoom } from '@/lib/providers/linode/cloud-room'
import { EXTENSION_MS, extendedEnd } from '@/lib/shared/cloud/lifetime'
import { recordAudit } from '../audit'
import { lifetimeRefusal, lockLifetime } from './lock-lifetime'

/** Beside what its owner has, as it is with the hour more. */
const NOTHING_MORE = { machines: 0, meters: [], endsAt: null } as const
/** In a class time is short: a click gives a quarter of an hour, and none beyond the end of the class. */
const CLASS_EXTENSION_MS = 15 * 60_000

/**
 * Gives a cluster that ends by itself one hour more, a student's a quarter of one.
 * @param now milliseconds since the epoch
 * @returns when it ends then
 * @throws AppError `not-found`, `cluster-does-not-end`, `cluster-ends-already`, `lifetime-longest`, `cloud-quota`
 */
export async function extendCluster(actor: Actor, clusterId: string, now = Date.now()): Promise<number> {
  assertMay(actor, 'clusters.change')
  return db().$transaction(async (transaction) => {
    const { lifetime, ...row } = await lockLifetime(transaction, actor, clusterId)
    if (lifetime === null) {
      const stays = `${row.name} does not end by itself: it stays until somebody deletes it.`
      throw lifetimeRefusal('cluster-does-not-end', stays)
    }
    const endsAt = lifetime.endsAt.getTime()
    const classEnd = row.owner.student?.class.endsAt.getTime()
    const latest = classEnd ?? lifetime.latestAt?.getTime() ?? null
    const end = extendedEnd(endsAt, latest, now, classEnd === undefined ? EXTENSION_MS : CLASS_EXTENSION_MS)
    if (end === undefined) {
      const why = classEnd === undefined ? 'has the longest lifetime already' : 'lasts as long as its class already'
      throw lifetimeRefusal('lifetime-longest', `${row.name} ${why}.`)
    }
    await transaction.clusterLifetime.update({
      where: { clusterId },
      data: { endsAt: new Date(end), endTries: 0, endTriedAt: null },
    })
    if (row.cloud !== null) await assertCloudRoom(transaction, row.ownerId, NOTHING_MORE)
    const details = { name: row.name, from: new Date(endsAt).toISOString(), to: new Date(end).toISOString() }
    const subject = { type: 'cluster', id: clusterId }
    await recordAudit({ actor, action: 'cluster.extend', subject, details }, transaction)
    return end
  })
}
