import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'

/** Throws `not-found` for a cluster that is none of `among`, or has no simulated machines. */
export async function assertPracticeCluster(among: Prisma.ClusterWhereInput, clusterId: string): Promise<void> {
  const found = await db().cluster.findFirst({
    where: { id: clusterId, practice: { isNot: null }, deletedAt: null, AND: among },
    select: { id: true },
  })
  if (found === null) throw notFound('practice cluster')
}
