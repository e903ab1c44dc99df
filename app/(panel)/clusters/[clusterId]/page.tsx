import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { ClusterScreen } from '@/components/cluster-view/cluster-screen'
import { AppError } from '@/lib/core/errors'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { readClusterCost } from '@/lib/features/costs/queries'
import { readLiveCluster } from '@/lib/features/live-clusters/read-live-cluster'
import { practice } from '@/messages/practice'

interface Props {
  readonly params: Promise<{ readonly clusterId: string }>
}

/** The page and its title ask for the same, once. */
const detailOf = cache(async (clusterId: string) =>
  findClusterDetail(await requireActor('clusters.read'), clusterId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    throw error
  }),
)

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, practice: simulated } = await detailOf((await params).clusterId)
  return { title: simulated ? `${name} (${(await pageText(practice)).label})` : name }
}

/** A cluster, live; or, after its deletion, its receipt. */
export default async function ClusterPage({ params }: Props) {
  const { clusterId } = await params
  const detail = await detailOf(clusterId)
  const live = detail.deletedAt === null ? await readLiveCluster(await requireActor('clusters.read'), clusterId) : null
  const cost = await readClusterCost(await requireActor('clusters.read'), clusterId)
  return <ClusterScreen detail={detail} live={live} cost={cost} />
}
