import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { assertCloudRoom } from '@/lib/providers/linode/cloud-room'
import { extendedEnd } from '@/lib/shared/cloud/lifetime'
import { recordAudit } from '../audit'
import { changeableClusters } from '../clusters/visible-clusters'

const GOING = ['deleting', 'deleted']
/** Beside what its owner has, as it is with the hour more. */
const NOTHING_MORE = { machines: 0, meters: [], endsAt: null } as const

/**
 * Gives a cluster that ends by itself one hour more, at most the longest lifetime.
 * @param now milliseconds since the epoch
 * @returns when it ends then
 * @throws AppError `not-found`, `cluster-does-not-end`, `cluster-ends-already`, `lifetime-longest`, `cloud-quota`
 */
export async function extendCluster(actor: Actor, clusterId: string, now = Date.now()): Promise<number> {
  assertMay(actor, 'clusters.change')
  return db().$transaction(async (transaction) => {
    // One after another: each click gives an hour, and the end of its time does not come in between.
    await transaction.$executeRaw`select 1 from cloud_cluster where "clusterId" = ${clusterId} for update`
    const row = await transaction.cluster.findFirst({
      where: { id: clusterId, AND: changeableClusters(actor) },
      select: { ownerId: true, name: true, phase: true, createdAt: true, cloud: { select: { endsAt: true } } },
    })
    if (row === null) throw notFound('cluster')
    if (GOING.includes(row.phase)) throw refusal('cluster-ends-already', `${row.name} is being deleted already.`)
    const endsAt = row.cloud?.endsAt?.getTime()
    if (endsAt === undefined) {
      throw refusal('cluster-does-not-end', `${row.name} does not end by itself: it stays until somebody deletes it.`)
    }
    const end = extendedEnd(endsAt, row.createdAt.getTime(), now)
    if (end === undefined) {
      throw refusal('lifetime-longest', `${row.name} has the longest lifetime already, 30 days after it was made.`)
    }
    await transaction.cloudCluster.update({
      where: { clusterId },
      data: { endsAt: new Date(end), endTries: 0, endTriedAt: null },
    })
    await assertCloudRoom(transaction, row.ownerId, NOTHING_MORE)
    const details = { name: row.name, from: new Date(endsAt).toISOString(), to: new Date(end).toISOString() }
    const subject = { type: 'cluster', id: clusterId }
    await recordAudit({ actor, action: 'cluster.extend', subject, details }, transaction)
    return end
  })
}

const refusal = (code: string, userMessage: string): AppError => new AppError(code, { userMessage })
