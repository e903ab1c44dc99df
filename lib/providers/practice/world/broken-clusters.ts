import { db } from '@/lib/db/client'
import { CLUSTER_BOUNDS } from '../kube-api/cluster-bounds'

/** Why a practice cluster is not run any more, for its people. */
export const BROKEN_WORDS = {
  ended:
    'What is in this practice cluster made the panel’s simulation fail, so it is not run any more. Your other clusters, and everybody else’s, go on. Delete this one and create another.',
  tooMuch: 'This practice cluster holds more than one may, so it is not run any more. Delete it and create another.',
} as const

/** Writes down that a cluster is not to be run any more; what was written first stays. */
export async function markBroken(clusterId: string, why: string): Promise<void> {
  await db().practiceCluster.updateMany({
    where: { clusterId, brokenAt: null },
    data: { brokenAt: new Date(), brokenWhy: why },
  })
}

/** Its data are gone, and with them whatever it was. */
export async function markWell(clusterId: string): Promise<void> {
  await db().practiceCluster.updateMany({ where: { clusterId }, data: { brokenAt: null, brokenWhy: null } })
}

/** One from before there were bounds may hold more than this process has memory for: counted before anything is read. */
export async function holdsTooMuch(clusterId: string): Promise<boolean> {
  const [row] = await db().$queryRaw<{ objects: bigint; characters: bigint }[]>`
    select count(*) as objects, coalesce(sum(length(body)), 0) as characters
    from practice_object where "clusterId" = ${clusterId}`
  if (row === undefined) return false
  // Logs of pods, and what controllers may write beyond the bounds.
  return Number(row.objects) > 2 * CLUSTER_BOUNDS.objects || Number(row.characters) > 2 * CLUSTER_BOUNDS.weight
}
