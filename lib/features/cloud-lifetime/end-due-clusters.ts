import { type Actor, roleOf } from '@/lib/core/actor'
import type { Clock } from '@/lib/core/clock'
import { AppError, toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { RunStatus } from '@/lib/engine/decide'
import { MOST_END_TRIES, pauseBeforeTry } from '@/lib/shared/cloud/lifetime'
import { recordAudit } from '../audit'
import { PAUSED } from '../classes/assert-not-paused'
import { clusterToDelete } from '../clusters/delete-cluster'
import { startDeletion } from '../clusters/start-deletion'
import type { Transaction } from '../runs/subject-kind'

const AT_WORK: RunStatus[] = ['running', 'unwinding']
/** Of one round: the next one takes the rest. */
const MOST_CLUSTERS = 50

export interface DueEnds {
  readonly clock: Clock
  /** Asked before each cluster; the round ends when somebody else has the duty. */
  readonly stillMine: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Starts the ordinary deletion of each cluster whose time is over, in the name of its owner. While a run is at work on a
 * cluster it waits. A deletion that held, or could not be started, is tried again some times, longer apart each time;
 * then it is left to a person, who sees it on the home page.
 * @returns how many deletions were started
 */
export async function endDueClusters({ clock, stillMine, signal }: DueEnds): Promise<number> {
  const now = clock.now()
  const due = await db().clusterLifetime.findMany({
    where: {
      ...{ endsAt: { lte: new Date(now) }, endTries: { lt: MOST_END_TRIES } },
      // What a pause takes is given back at its end.
      cluster: { deletedAt: null, NOT: { owner: PAUSED } },
    },
    select: {
      clusterId: true,
      endTries: true,
      endTriedAt: true,
      cluster: { select: { owner: { select: { id: true, role: true } } } },
    },
    orderBy: { endsAt: 'asc' },
    take: MOST_CLUSTERS,
  })
  const ready = due.filter(({ endTries, endTriedAt }) => now >= (endTriedAt?.getTime() ?? 0) + pauseBeforeTry(endTries))
  const busy = await busyClusters(ready.map(({ clusterId }) => clusterId))
  let started = 0
  for (const { clusterId, cluster } of ready) {
    if (signal.aborted || !(await stillMine())) return started
    if (busy.has(clusterId)) continue
    const { id: userId, role } = cluster.owner
    const owner: Actor = { userId, role: roleOf(role) }
    if (await end(owner, clusterId, now)) started += 1
  }
  return started
}

/** Clusters on which a run is at work. */
async function busyClusters(ids: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { subjectType: 'cluster', subjectId: { in: [...ids] }, status: { in: AT_WORK } }
  const runs = await db().run.findMany({ where, select: { subjectId: true } })
  return new Set(runs.map(({ subjectId }) => subjectId))
}

const EXTENDED = 'lifetime-extended'

async function end(owner: Actor, clusterId: string, now: number): Promise<boolean> {
  try {
    const cluster = await clusterToDelete(owner, clusterId)
    await startDeletion(owner, clusterId, cluster, async (transaction) => {
      const endsAt = await countTry(transaction, clusterId, now)
      const details = { name: cluster.name, why: 'its lifetime is over', endsAt: endsAt.toISOString() }
      const subject = { type: 'cluster', id: clusterId }
      await recordAudit({ actor: owner, action: 'cluster.lifetime-over', subject, details }, transaction)
    })
    return true
  } catch (error) {
    const { code, message } = toFailure(error)
    if (code === EXTENDED) return false
    log.warn('a cluster whose time is over could not be deleted', { cluster: clusterId, code, reason: message })
    await db()
      .$transaction((transaction) => countTry(transaction, clusterId, now))
      .catch(() => undefined)
    return false
  }
}

/** @throws AppError `lifetime-extended` when somebody gave it more time just now */
async function countTry(transaction: Transaction, clusterId: string, now: number): Promise<Date> {
  await transaction.$executeRaw`select 1 from cluster_lifetime where "clusterId" = ${clusterId} for update`
  const row = await transaction.clusterLifetime.findUnique({ where: { clusterId }, select: { endsAt: true } })
  if (row === null || row.endsAt.getTime() > now) {
    throw new AppError(EXTENDED, { userMessage: 'The cluster was given more time.' })
  }
  const data = { endTries: { increment: 1 }, endTriedAt: new Date(now) }
  await transaction.clusterLifetime.update({ where: { clusterId }, data })
  return row.endsAt
}
