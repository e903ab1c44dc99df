import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { recordAudit } from '../audit'
import { lifetimeRefusal, lockLifetime } from './lock-lifetime'

interface ChosenLifetime {
  /** Milliseconds since the epoch; null: it stays until somebody deletes it. */
  readonly endsAt: number | null
  /** No click gives it more than until then; null: any number of clicks may. */
  readonly latestAt: number | null
}

/**
 * Chooses when a cluster is deleted by itself, or that it is not. One in a cloud, and one of a class, has the end that was
 * chosen with it.
 * @throws AppError `not-found`, `cluster-ends-already`, `lifetime-fixed`, `lifetime-over` for a time that is not to come
 */
export async function chooseLifetime(
  actor: Actor,
  clusterId: string,
  { endsAt, latestAt }: ChosenLifetime,
  now = Date.now(),
): Promise<void> {
  assertMay(actor, 'clusters.change')
  await db().$transaction(async (transaction) => {
    const row = await lockLifetime(transaction, actor, clusterId)
    if (row.cloud !== null || row.owner.student !== null) {
      const chosenBy = row.cloud === null ? 'by its class' : 'when it was made in the cloud'
      throw lifetimeRefusal(
        'lifetime-fixed',
        `The end of ${row.name} was chosen ${chosenBy}. Give it more time instead.`,
      )
    }
    if (endsAt !== null && endsAt <= now) throw wrongTime('endsAt', 'This time is over already. Choose a later one.')
    if (endsAt !== null && latestAt !== null && latestAt < endsAt) {
      throw wrongTime('latestAt', 'The latest end cannot come before the end.')
    }
    await transaction.clusterLifetime.deleteMany({ where: { clusterId } })
    if (endsAt !== null) {
      const latest = latestAt === null ? null : new Date(latestAt)
      const data = { clusterId, endsAt: new Date(endsAt), latestAt: latest }
      await transaction.clusterLifetime.create({ data, select: { clusterId: true } })
    }
    const details = { name: row.name, endsAt: endsAt === null ? 'never' : new Date(endsAt).toISOString() }
    const subject = { type: 'cluster', id: clusterId }
    await recordAudit({ actor, action: 'cluster.lifetime', subject, details }, transaction)
  })
}

const wrongTime = (field: string, problem: string): AppError =>
  new AppError('lifetime-over', { userMessage: problem, details: { fields: [{ field, problem }] } })
