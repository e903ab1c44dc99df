import { type Actor, ownedBy } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId, type RunId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { Plan } from '@/lib/engine/plan'
import { bus } from '@/lib/events/bus'
import { busTopics } from '@/lib/events/bus-topics'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { runQueue } from '@/lib/queue/run-queue'
import { clusterPhase } from '@/lib/shared/cluster-phase'

export interface NewRun {
  readonly clusterId: string
  /** What the person reads, e.g. `Creating hard-crate`. */
  readonly title: string
  readonly plan: Plan
}

export interface StartedRun {
  readonly runId: RunId
  readonly number: number
}

/** Prisma's client within a transaction. */
export type Transaction = Prisma.TransactionClient

/**
 * Starts a run: takes the cluster's lock, writes the run down, and asks a worker to take it up. It does not wait for
 * the queue; a request that gets lost there is made again by the sweep.
 * @param prepare what must happen together with it, before it, in the same transaction: e.g. makes the cluster
 * @throws AppError `not-found`, or `cluster-busy` which names the run in the way
 */
export async function startRun(
  actor: Actor,
  { clusterId, title, plan }: NewRun,
  prepare: (transaction: Transaction) => Promise<void> = async () => undefined,
): Promise<StartedRun> {
  assertMay(actor, 'clusters.change')
  const runId = newId<RunId>()
  const { number, ownerId } = await db().$transaction(async (transaction) => {
    await prepare(transaction)
    const cluster = await transaction.cluster.findFirst({
      where: { id: clusterId, deletedAt: null, ...ownedBy(actor) },
      select: { ownerId: true, name: true },
    })
    if (cluster === null) throw missingCluster()
    const lock = await transaction.clusterLock.createMany({ data: [{ clusterId, runId }], skipDuplicates: true })
    if (lock.count === 0) throw await busy(transaction, clusterId, cluster.name)
    const latest = await transaction.run.aggregate({ where: { clusterId }, _max: { number: true } })
    const data = {
      id: runId,
      clusterId,
      number: (latest._max.number ?? 0) + 1,
      recipe: plan.recipe,
      title,
      // A plan is JSON by construction; Prisma's type for JSON to write is mutable.
      plan: plan as unknown as Prisma.InputJsonObject,
      status: 'running',
      actorId: actor.userId,
    }
    await transaction.run.create({ data, select: { id: true } })
    await transaction.cluster.updateMany({
      where: { id: clusterId },
      data: { phase: clusterPhase(plan.recipe, 'running') },
    })
    const subject = { type: 'run', id: runId }
    await recordAudit({ actor, action: 'run.start', subject, details: { clusterId, recipe: plan.recipe } }, transaction)
    return { number: data.number, ownerId: cluster.ownerId }
  })
  inBackground('queue the run', runQueue().add(runId, 0))
  inBackground('announce the run', bus().publish(busTopics.home, ownerId))
  inBackground('announce the cluster', bus().publish(busTopics.clusters, clusterId))
  return { runId, number }
}

/** For what is only a hint to others: the answer to a click does not wait for it, and a loss is made good elsewhere. */
export function inBackground(what: string, work: Promise<void>): void {
  work.catch((error: unknown) =>
    log.warn(`could not ${what}; the next sweep or look makes up for it`, { reason: String(error) }),
  )
}

const missingCluster = () =>
  new AppError('not-found', {
    userMessage: 'There is no such cluster, or it is not yours.',
    details: { what: 'cluster' },
  })

async function busy(transaction: Transaction, clusterId: string, clusterName: string): Promise<AppError> {
  const lock = await transaction.clusterLock.findUnique({ where: { clusterId } })
  const run = lock && (await transaction.run.findUnique({ where: { id: lock.runId }, select: WAY }))
  const waits = run?.status === 'held' || run?.status === 'stuck'
  const advice = waits ? 'It waits for you: retry it or clean it up first.' : 'Wait until it is over, or cancel it.'
  return new AppError('cluster-busy', {
    userMessage: `${clusterName} is being changed by run ${run?.number ?? ''} (${run?.title ?? 'unknown'}). ${advice}`,
    details: { clusterId, runId: run?.id ?? null, number: run?.number ?? null, title: run?.title ?? null },
  })
}

const WAY = { id: true, number: true, title: true, status: true } as const
