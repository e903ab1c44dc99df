import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { requireActor } from '@/app/require-actor'
import { BatchView } from '@/components/cards/batch-view'
import { findBatch } from '@/lib/features/cards/queries'
import { may } from '@/lib/shared/policy'

interface Props {
  readonly params: Promise<{ readonly batchId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireActor('cards.read')
  const { batchId } = await params
  return { title: (await orNotFound(findBatch(actor, batchId))).name }
}

export default async function CardBatchPage({ params }: Props) {
  const actor = await requireActor('cards.read')
  const { batchId } = await params
  return <BatchView initial={await orNotFound(findBatch(actor, batchId))} canWrite={may(actor, 'cards.write')} />
}
