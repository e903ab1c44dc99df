import type { Actor, Role } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { busTopics } from '@/lib/events/bus-topics'
import { visitedBy } from '@/lib/features/classes/visited-students'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { subjectLock } from '@/lib/ports/recipe'
import { CHANGING_PHASES } from '@/lib/shared/cluster-phase'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** The runs of `visibleClusters`. A run's owner is its cluster's, so that the list of runs needs no look at clusters. */
function visibleClusterRuns(actor: Actor): Prisma.RunWhereInput {
  const own = { ownerId: actor.userId }
  const teacher = { OR: [own, { owner: visitedBy(actor.userId) }] }
  const byRole = { admin: {}, teacher, member: own, student: own } satisfies Record<Role, Prisma.RunWhereInput>
  return byRole[actor.role]
}

/** Clusters, deleted ones too: they keep their runs. */
export const clusterSubject: SubjectKind = {
  type: 'cluster',
  unknownRecipe: {
    effect: 'changes',
    phases: CHANGING_PHASES,
    lock: subjectLock,
    actions: { see: 'clusters.read', command: 'clusters.change' },
  },
  visible: visibleClusterRuns,
  async find(transaction, actor, id) {
    const where = { id, deletedAt: null, AND: changeableClusters(actor) }
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
