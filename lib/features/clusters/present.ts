import { catalogue } from '@/lib/apps/catalogue'
import { type AppReceipt, DeletionReceipt, type InstalledApp, type ListedCluster } from '@/lib/contracts/clusters'
import type { RunSummary } from '@/lib/contracts/runs'
import type { Prisma } from '@/lib/db/generated/client'
import { PASTED } from '@/lib/features/manifests/plan-manifest'
import { PlannedApp } from '@/lib/ports/planned-app'
import { ClusterDefinition } from '@/lib/providers/cluster-definition'
import { isPractice } from '@/lib/providers/find-definition'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'

/** The columns that lists show. */
export const LISTED = {
  id: true,
  name: true,
  provider: true,
  phase: true,
  definition: true,
  createdAt: true,
  machines: { select: { id: true, name: true, clusterRole: true }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.ClusterSelect

type ListedRow = Prisma.ClusterGetPayload<{ select: typeof LISTED }>

export function presentListed(row: ListedRow, latestRun: RunSummary | undefined): ListedCluster {
  const definition = ClusterDefinition.parse(row.definition)
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    practice: isPractice(row.provider),
    // Written with the status of runs only.
    phase: row.phase as ClusterPhase,
    k3sVersion: definition.k3sVersion,
    machines: row.machines.map(({ id, name, clusterRole }) => ({
      id,
      name,
      role: clusterRole === 'server' ? 'server' : 'agent',
    })),
    apps: definition.apps,
    createdAt: row.createdAt.getTime(),
    latestRun,
  }
}

/** The columns of an app on a cluster. */
export const INSTALLED = {
  app: true,
  version: true,
  urls: true,
  hostsLines: true,
  planned: true,
} as const satisfies Prisma.AppInstallSelect
type AppRow = Prisma.AppInstallGetPayload<{ select: typeof INSTALLED }>

export function presentApp({ app, version, urls, hostsLines, planned }: AppRow): InstalledApp {
  const known = catalogue.find(({ id }) => id === app)
  const kept = PlannedApp.safeParse(planned).data
  return {
    app,
    title: kept?.title ?? known?.title ?? app,
    version,
    urls: textsIn(urls),
    hostsLines: textsIn(hostsLines),
    pasted: app.startsWith(PASTED),
    inputs: kept?.inputs ?? {},
    newer: known === undefined || known.version === version ? undefined : known.version,
  }
}

const textsIn = (value: Prisma.JsonValue): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

type AppReceiptRow = Prisma.AppReceiptGetPayload<{ select: { app: true; title: true; receipt: true } }>

export function presentAppReceipt({ app, title, receipt }: AppReceiptRow): AppReceipt {
  const { checkedAt, lines } = DeletionReceipt.parse(receipt)
  return { app, title, checkedAt, looked: lines.map(({ looked }) => looked) }
}

/** Written by saveReceipt only, in this shape. */
export const presentReceipt = (receipt: Prisma.JsonValue): DeletionReceipt | null =>
  receipt === null ? null : (receipt as unknown as DeletionReceipt)
