import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CreateClusterWizard } from '@/components/create-cluster/create-cluster-wizard'
import { listApps } from '@/lib/features/apps/list-apps'
import { listClusters } from '@/lib/features/clusters/queries'
import { listMachines } from '@/lib/features/machines/queries'
import { listRuns } from '@/lib/features/runs/queries'
import type { RunSummary } from '@/lib/shared/run-data'
import { createCluster } from '@/messages/create-cluster'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(createCluster)).title }
}

interface Props {
  readonly searchParams: Promise<{ readonly where?: string | string[] }>
}

export default async function NewClusterPage({ searchParams }: Props) {
  const actor = await requireActor()
  const [machines, apps, clusters, runs] = await Promise.all([
    listMachines(actor),
    listApps(actor),
    listClusters(actor),
    listRuns(actor),
  ])
  const { where } = await searchParams
  return (
    <CreateClusterWizard
      initial={{ machines, apps, takenNames: clusters.map((cluster) => cluster.name) }}
      lastTimes={{ boards: lastTime(runs, false), practice: lastTime(runs, true) }}
      where={where === 'boards' || where === 'practice' ? where : undefined}
    />
  )
}

/** How long the latest cluster of a kind took, in milliseconds. */
function lastTime(runs: readonly RunSummary[], practice: boolean): number | undefined {
  const last = runs.find(
    (run) => run.recipe === 'create-cluster' && run.status === 'succeeded' && run.practice === practice,
  )
  return last === undefined || last.startedAt === null || last.endedAt === null
    ? undefined
    : last.endedAt - last.startedAt
}
