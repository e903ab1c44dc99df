import { createHash } from 'node:crypto'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { busTopics } from '@/lib/events/bus-topics'
import { visibleClusters } from '@/lib/features/clusters/visible-clusters'
import { visibleRuns } from '@/lib/features/runs/visible-runs'
import { defineTopic } from '../live-topic'

const LATEST_RUNS = 30

/**
 * Ticks when one of the clusters or latest runs that the actor sees has changed, so that the lists are fetched again.
 * Pages are empty; the cursor is a digest of what they show, so a reader who has it gets nothing.
 */
export const homeTopic = defineTopic({
  address: 'home',
  action: 'clusters.read',
  source: (actor) => ({
    key: `home:${actor.role}:${actor.userId}`,
    wakeOn: busTopics.home,
    numbered: false,
    concerns: (ownerId) => actor.role === 'admin' || ownerId === actor.userId,
    async read(after) {
      const to = await digestOf(actor)
      return to === after ? undefined : { to, body: 'null' }
    },
  }),
})

async function digestOf(actor: Actor): Promise<number> {
  const [clusters, runs] = await Promise.all([
    db().cluster.findMany({
      where: { AND: visibleClusters(actor), deletedAt: null },
      select: { id: true, phase: true },
      orderBy: { id: 'asc' },
    }),
    db().run.findMany({
      where: visibleRuns(actor),
      select: { id: true, status: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      take: LATEST_RUNS,
    }),
  ])
  return createHash('sha256')
    .update(JSON.stringify([clusters, runs]))
    .digest()
    .readUIntBE(0, 6)
}
