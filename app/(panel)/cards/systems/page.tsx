import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { SystemsView } from '@/components/cards/systems-view'
import { listCardSources } from '@/lib/features/card-sources/list-card-sources'
import { may } from '@/lib/shared/policy'
import { cardSystems } from '@/messages/card-systems'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(cardSystems)).title }
}

export default async function CardSystemsPage() {
  const actor = await requireActor('card-sources.read')
  return <SystemsView initial={await listCardSources(actor)} mayChange={may(actor, 'card-sources.manage')} />
}
