import type { Metadata } from 'next'
import { wizardStart } from '@/app/(panel)/wizard-start'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CreateClusterWizard } from '@/components/create-cluster/create-cluster-wizard'
import { lastCreationsMs } from '@/lib/features/clusters/last-creations'
import { createCluster } from '@/messages/create-cluster'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(createCluster)).title }
}

interface Props {
  readonly searchParams: Promise<{ readonly where?: string | string[] }>
}

export default async function NewClusterPage({ searchParams }: Props) {
  const actor = await requireActor('clusters.create')
  const { where } = await searchParams
  return (
    <CreateClusterWizard
      initial={await wizardStart(actor)}
      lastTimesMs={await lastCreationsMs(actor)}
      where={typeof where === 'string' ? where : undefined}
    />
  )
}
