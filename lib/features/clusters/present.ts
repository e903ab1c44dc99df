import type { DeletionReceipt, InstalledApp, ListedCluster } from '@/lib/contracts/clusters'
import type { Prisma } from '@/lib/db/generated/client'
import { presentRun, SUMMARY_COLUMNS } from '@/lib/features/runs/present'
import { ClusterDefinition } from '@/lib/providers/cluster-definition'
import { isPractice } from '@/lib/providers/find-definition'

import type { ClusterPhase } from '@/lib/shared/cluster-phase'

/** The columns that lists show, with the latest run. */
export const LISTED = {
  id: true,
  name: true,
  provider: true,
  phase: true,
  definition: true,
  createdAt: true,
  machines: { select: { id: true, name: true, clusterRole: true }, orderBy: { position: 'asc' } },
  runs: { select: SUMMARY_COLUMNS, orderBy: { number: 'desc' }, take: 1 },
} as const satisfies Prisma.ClusterSelect

type ListedRow = Prisma.ClusterGetPayload<{ select: typeof LISTED }>

export function presentListed(row: ListedRow): ListedCluster {
  const definition = ClusterDefinition.parse(row.definition)
  const [latest] = row.runs
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    practice: isPractice(row.provider),
    // Written by saveRunStatus and startRun only.
    phase: row.phase as ClusterPhase,
    k3sVersion: definition.k3sVersion,
    machines: row.machines.map(({ id, name, clusterRole }) => ({
      id,
      name,
      role: clusterRole === 'server' ? 'server' : 'agent',
    })),
    apps: definition.apps,
    createdAt: row.createdAt.getTime(),
    latestRun: latest === undefined ? undefined : presentRun(latest),
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
