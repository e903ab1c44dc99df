import type { ClusterDetail, ListedCluster } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { latestRuns, listRuns } from '@/lib/features/runs/queries'
import { ClusterDefinition } from '@/lib/providers/cluster-definition'
import { findProvider } from '@/lib/providers/find-provider'
import { INSTALLED, LISTED, presentApp, presentAppReceipt, presentListed, presentReceipt } from './present'
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
      apps: { select: INSTALLED, orderBy: { createdAt: 'asc' } },
      appReceipts: { select: { app: true, title: true, receipt: true }, orderBy: { createdAt: 'desc' } },
    },
  })
  if (row === null) throw notFound('cluster')
  const { appsAnswer } = findProvider(row.provider).recipe({ clusterId, definition: row.definition, machines: [] })
  const runs = await listRuns(actor, { subject: { type: 'cluster', id: clusterId }, limit: RUNS_SHOWN })
  return {
    ...presentListed(row, runs[0]),
    apiUrl: row.apiUrl,
    installed: row.apps.map(presentApp),
    appReceipts: row.appReceipts
      .filter((receipt) => row.apps.every(({ app }) => app !== receipt.app))
      .map(presentAppReceipt),
    traefik: ClusterDefinition.parse(row.definition).traefik,
    balancer: appsAnswer === 'at-balancer' ? 'cloud' : 'service-lb',
    runs,
    deletedAt: row.deletedAt?.getTime() ?? null,
    receipt: presentReceipt(row.receipt),
  }
}
