import { catalogue } from '@/lib/apps/catalogue'
import type { ClusterDetail, ListedCluster } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { latestRuns, listRuns } from '@/lib/features/runs/queries'
import { LISTED, presentApp, presentListed, presentReceipt } from './present'
import { visibleClusters } from './visible-clusters'

const RUNS_SHOWN = 50

/** The actor's clusters, newest first, without deleted ones. */
export async function listClusters(actor: Actor): Promise<readonly ListedCluster[]> {
  assertMay(actor, 'clusters.read')
  const rows = await db().cluster.findMany({
    where: { deletedAt: null, NOT: { phase: 'deleted' }, AND: visibleClusters(actor) },
    select: LISTED,
    orderBy: { createdAt: 'desc' },
  })
  const ids = rows.map(({ id }) => id)
  const latest = await latestRuns(actor, 'cluster', ids)
  return rows.map((row) => presentListed(row, latest.get(row.id)))
}

/** One cluster with its runs and apps, also after it was deleted. Throws `not-found`. */
export async function findClusterDetail(actor: Actor, clusterId: string): Promise<ClusterDetail> {
  assertMay(actor, 'clusters.read')
  const row = await db().cluster.findFirst({
    where: { id: clusterId, AND: visibleClusters(actor) },
    select: {
      ...LISTED,
      apiUrl: true,
      deletedAt: true,
      receipt: true,
      apps: { select: { app: true, version: true, urls: true }, orderBy: { createdAt: 'asc' } },
    },
  })
  if (row === null) throw notFound('cluster')
  const titles = new Map(catalogue.map((app) => [app.id, app.title]))
  const runs = await listRuns(actor, { subject: { type: 'cluster', id: clusterId }, limit: RUNS_SHOWN })
  return {
    ...presentListed(row, runs[0]),
    apiUrl: row.apiUrl,
    installed: row.apps.map((app) => presentApp(app, titles)),
    runs,
    deletedAt: row.deletedAt?.getTime() ?? null,
    receipt: presentReceipt(row.receipt),
  }
}
