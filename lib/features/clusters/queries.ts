import { catalogue } from '@/lib/apps/catalogue'
import type { ClusterDetail, ListedCluster } from '@/lib/contracts/clusters'
import { type Actor, ownedBy } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { presentRun, SUMMARY_COLUMNS } from '@/lib/features/runs/present'
import { LISTED, presentApp, presentListed, presentReceipt } from './present'

const RUNS_SHOWN = 50

/** The actor's clusters, newest first, without deleted ones. */
export async function listClusters(actor: Actor): Promise<readonly ListedCluster[]> {
  assertMay(actor, 'clusters.read')
  const rows = await db().cluster.findMany({
    where: { deletedAt: null, NOT: { phase: 'deleted' }, ...ownedBy(actor) },
    select: LISTED,
    orderBy: { createdAt: 'desc' },
  })
  return rows.map(presentListed)
}

/** One cluster with its runs and apps, also after it was deleted. Throws `not-found`. */
export async function findClusterDetail(actor: Actor, clusterId: string): Promise<ClusterDetail> {
  assertMay(actor, 'clusters.read')
  const row = await db().cluster.findFirst({
    where: { id: clusterId, ...ownedBy(actor) },
    select: {
      ...LISTED,
      apiUrl: true,
      deletedAt: true,
      receipt: true,
      apps: { select: { app: true, version: true, urls: true }, orderBy: { createdAt: 'asc' } },
      runs: { select: SUMMARY_COLUMNS, orderBy: { number: 'desc' }, take: RUNS_SHOWN },
    },
  })
  if (row === null) throw notFound('cluster')
  const titles = new Map(catalogue.map((app) => [app.id, app.title]))
  return {
    ...presentListed(row),
    apiUrl: row.apiUrl,
    installed: row.apps.map((app) => presentApp(app, titles)),
    runs: row.runs.map(presentRun),
    deletedAt: row.deletedAt?.getTime() ?? null,
    receipt: presentReceipt(row.receipt),
  }
}
