import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requireActor } from '@/app/require-actor'
import { ClusterScreen } from '@/components/cluster-view/cluster-screen'
import { AppError } from '@/lib/core/errors'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { readLiveCluster } from '@/lib/features/live-clusters/read-live-cluster'

interface Props {
  readonly params: Promise<{ readonly clusterId: string }>
}

export const metadata: Metadata = { title: 'Cluster' }

/** A cluster, live; or, after its deletion, its receipt. */
export default async function ClusterPage({ params }: Props) {
  const actor = await requireActor()
  const { clusterId } = await params
  const detail = await findClusterDetail(actor, clusterId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    throw error
  })
  const live = detail.deletedAt === null ? await readLiveCluster(actor, clusterId) : null
  return <ClusterScreen detail={detail} live={live} />
}
