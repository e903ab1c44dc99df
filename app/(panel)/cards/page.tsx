import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { BatchesView } from '@/components/cards/batches-view'
import { canMakeCards, listBoardProfiles } from '@/lib/features/cards/board-profiles'
import { listBatches } from '@/lib/features/cards/queries'
import { cards } from '@/messages/cards'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(cards)).title }
}

export default async function CardsPage() {
  const actor = await requireActor('cards.read')
  const canMake = canMakeCards(await listBoardProfiles())
  return <BatchesView initial={await listBatches(actor)} canMake={canMake} />
}
