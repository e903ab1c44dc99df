import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { changeableClusters } from '../clusters/visible-clusters'
import type { Transaction } from '../runs/subject-kind'

const GOING = ['deleting', 'deleted']

const SELECT = {
  ...{ ownerId: true, name: true, phase: true },
  lifetime: { select: { endsAt: true, latestAt: true } },
  cloud: { select: { clusterId: true } },
  owner: { select: { student: { select: { class: { select: { endsAt: true } } } } } },
} as const

/**
 * Locks and reads what a cluster's time is decided by: each click counts, and the end of its time does not come in between.
 * @throws AppError `not-found`, `cluster-ends-already`
 */
export async function lockLifetime(transaction: Transaction, actor: Actor, clusterId: string) {
  // There may be no row yet to lock.
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`cluster-lifetime:${clusterId}`}, 0))`
  await transaction.$executeRaw`select 1 from cluster_lifetime where "clusterId" = ${clusterId} for update`
  const where = { id: clusterId, AND: changeableClusters(actor) }
  const row = await transaction.cluster.findFirst({ where, select: SELECT })
  if (row === null) throw notFound('cluster')
  if (GOING.includes(row.phase)) throw lifetimeRefusal('cluster-ends-already', `${row.name} is being deleted already.`)
  return row
}

export const lifetimeRefusal = (code: string, userMessage: string): AppError => new AppError(code, { userMessage })
