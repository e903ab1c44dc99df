import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CreateClusterWizard } from '@/components/create-cluster/create-cluster-wizard'
import { listApps } from '@/lib/features/apps/list-apps'
import { lastCreationsMs } from '@/lib/features/clusters/last-creations'
import { listProviders } from '@/lib/features/clusters/list-providers'
import { listClusters } from '@/lib/features/clusters/queries'
import { listMachines } from '@/lib/features/machines/queries'
import { createCluster } from '@/messages/create-cluster'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(createCluster)).title }
}

interface Props {
  readonly searchParams: Promise<{ readonly where?: string | string[] }>
}

export default async function NewClusterPage({ searchParams }: Props) {
  const actor = await requireActor('clusters.create')
  const [machines, apps, clusters, providers, lastTimesMs] = await Promise.all([
    listMachines(actor),
    listApps(actor),
    listClusters(actor),
    listProviders(actor),
    lastCreationsMs(actor),
  ])
  const { where } = await searchParams
  const refusals = Object.fromEntries(providers.flatMap(({ id, refusal }) => (refusal ? [[id, refusal]] : [])))
  return (
    <CreateClusterWizard
      initial={{ machines, apps, takenNames: clusters.map((cluster) => cluster.name), refusals }}
      lastTimesMs={lastTimesMs}
      where={typeof where === 'string' ? where : undefined}
    />
  )
}
