import { ownedBy } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { busTopics } from '@/lib/events/bus-topics'
import { subjectLock } from '@/lib/ports/recipe'
import { CHANGING_PHASES } from '@/lib/shared/cluster-phase'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** Clusters, deleted ones too: they keep their runs. */
export const clusterSubject: SubjectKind = {
  type: 'cluster',
  unknownRecipe: {
    effect: 'changes',
    phases: CHANGING_PHASES,
    lock: subjectLock,
    actions: { see: 'clusters.read', command: 'clusters.change' },
  },
  // A run's owner is its cluster's.
  visible: ownedBy,
  async find(transaction, actor, id) {
    const where = { id, deletedAt: null, ...ownedBy(actor) }
    const select = { ownerId: true, name: true, provider: true } as const
    return (await transaction.cluster.findFirst({ where, select })) ?? undefined
  },
  async present(ids) {
    const rows = await db().cluster.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })
    return new Map(rows.map(({ id, name }) => [id, { name, href: paths.cluster({ clusterId: id }) }]))
  },
  runHref: ({ subjectId, number }) => paths.run({ clusterId: subjectId, runNumber: number }),
  async savePhase(transaction, id, phase) {
    await transaction.$queryRaw`
      with phased as (
        update cluster set phase = ${phase}, "deletedAt" = case when ${phase} = 'deleted'
          then coalesce("deletedAt", now() at time zone 'utc') else "deletedAt" end
        where id = ${id} returning id
      )
      select pg_notify(${busTopics.clusters}, id)::text from phased`
  },
}
