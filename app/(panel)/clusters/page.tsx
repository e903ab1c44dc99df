import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { ClustersView } from '@/components/clusters/clusters-view'
import { listClusters } from '@/lib/features/clusters/queries'
import { clusters } from '@/messages/clusters'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(clusters)).title }
}

export default async function ClustersPage() {
  const actor = await requireActor('clusters.read')
  return <ClustersView initial={await listClusters(actor)} />
}
