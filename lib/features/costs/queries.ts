import { z } from 'zod'
import type { ClusterCost, CostsData } from '@/lib/contracts/costs'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { assertMay } from '@/lib/features/policy'
import { isPractice } from '@/lib/providers/find-definition'
import { asMeters } from '@/lib/shared/cloud/cost'
import { extendedEnd, MOST_END_TRIES } from '@/lib/shared/cloud/lifetime'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'
import { visibleClusters } from '../clusters/visible-clusters'
import { readDesk } from './desk'

/** Newest first; what is older than so many clusters is not listed. */
const MOST_LISTED = 500

const SELECT = {
  id: true,
  name: true,
  provider: true,
  phase: true,
  ownerId: true,
  owner: { select: { name: true } },
  createdAt: true,
  deletedAt: true,
  lifetime: { select: { endsAt: true, latestAt: true, endTries: true } },
  cloud: { select: { prices: true } },
  cloudThings: { select: { hourly: true, monthly: true, createdAt: true, endedAt: true } },
} as const satisfies Prisma.ClusterSelect

type Row = Prisma.ClusterGetPayload<{ select: typeof SELECT }>

const Prices = z.object({ asOf: z.number() })

function present(row: Row, actor: Actor, now: number): ClusterCost {
  const { id, name, provider, ownerId, owner, lifetime, cloud } = row
  const [createdAt, deletedAt] = [row.createdAt.getTime(), row.deletedAt?.getTime() ?? null]
  const endsAt = lifetime?.endsAt.getTime() ?? null
  const isEnding = deletedAt !== null || row.phase === 'deleting'
  const things = row.cloudThings.map(({ hourly, monthly, createdAt: from, endedAt }) => ({
    hourly,
    monthly,
    from: from.getTime(),
    to: endedAt?.getTime() ?? null,
  }))
  return {
    id,
    name,
    ownerName: ownerId === actor.userId ? null : owner.name,
    practice: isPractice(provider),
    // Written with the status of runs only.
    phase: row.phase as ClusterPhase,
    createdAt,
    deletedAt,
    endsAt,
    extendedEnd:
      endsAt === null || isEnding ? null : (extendedEnd(endsAt, lifetime?.latestAt?.getTime() ?? null, now) ?? null),
    endFailed: deletedAt === null && (lifetime?.endTries ?? 0) >= MOST_END_TRIES,
    pricesAsOf: Prices.safeParse(cloud?.prices).data?.asOf ?? null,
    meters: [...asMeters(things)],
  }
}

/** What the clusters that the actor may see cost, those in the cloud only. */
export async function readCosts(actor: Actor, now = Date.now()): Promise<CostsData> {
  assertMay(actor, 'costs.read')
  const [rows, desk] = await Promise.all([
    db().cluster.findMany({
      where: { cloud: { isNot: null }, AND: visibleClusters(actor) },
      select: SELECT,
      orderBy: { createdAt: 'desc' },
      take: MOST_LISTED + 1,
    }),
    readDesk(actor),
  ])
  const clusters = rows.slice(0, MOST_LISTED).map((row) => present(row, actor, now))
  return { now, clusters, more: rows.length > MOST_LISTED, desk }
}

/** One cluster's; null where it is in no cloud. Throws `not-found`. */
export async function readClusterCost(
  actor: Actor,
  clusterId: string,
  now = Date.now(),
): Promise<{ readonly now: number; readonly cost: ClusterCost | null }> {
  assertMay(actor, 'clusters.read')
  const row = await db().cluster.findFirst({ where: { id: clusterId, AND: visibleClusters(actor) }, select: SELECT })
  if (row === null) throw notFound('cluster')
  return { now, cost: row.cloud === null ? null : present(row, actor, now) }
}
