import type { DeletionReceipt, InstalledApp, ListedCluster } from '@/lib/contracts/clusters'
import type { RunSummary } from '@/lib/contracts/runs'
import type { Prisma } from '@/lib/db/generated/client'
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

interface AppRow {
  readonly app: string
  readonly version: string
  readonly urls: Prisma.JsonValue
}

/** @param titles of the catalogue, by id */
export const presentApp = ({ app, version, urls }: AppRow, titles: ReadonlyMap<string, string>): InstalledApp => ({
  app,
  title: titles.get(app) ?? app,
  version,
  urls: Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [],
})

/** Written by saveReceipt only, in this shape. */
export const presentReceipt = (receipt: Prisma.JsonValue): DeletionReceipt | null =>
  receipt === null ? null : (receipt as unknown as DeletionReceipt)
