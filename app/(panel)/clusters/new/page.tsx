import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CreateClusterWizard } from '@/components/create-cluster/create-cluster-wizard'
import { listApps } from '@/lib/features/apps/list-apps'
import { listClusters } from '@/lib/features/clusters/queries'
import { listMachines } from '@/lib/features/machines/queries'
import { listRuns } from '@/lib/features/runs/queries'
import { createCluster } from '@/messages/create-cluster'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(createCluster)).title }
}

export default async function NewClusterPage() {
  const actor = await requireActor()
  const [machines, apps, clusters, runs] = await Promise.all([
    listMachines(actor),
    listApps(actor),
    listClusters(actor),
    listRuns(actor),
  ])
  const last = runs.find((run) => run.recipe === 'create-cluster' && run.status === 'succeeded')
  const lastTimeMs =
    last === undefined || last.startedAt === null || last.endedAt === null ? undefined : last.endedAt - last.startedAt
  return (
    <CreateClusterWizard
      initial={{ machines, apps, takenNames: clusters.map((cluster) => cluster.name) }}
      lastTimeMs={lastTimeMs}
    />
  )
}
