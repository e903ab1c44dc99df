import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { NewCardsForm } from '@/components/cards/new-cards-form'
import { canMakeCards, listBoardProfiles } from '@/lib/features/cards/board-profiles'
import { listMachines } from '@/lib/features/machines/queries'
import { cards } from '@/messages/cards'

interface Props {
  readonly searchParams: Promise<{ readonly board?: string | readonly string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(cards)).newTitle }
}

export default async function NewCardsPage({ searchParams }: Props) {
  const actor = await requireActor('cards.manage')
  const machines = await listMachines(actor)
  const picked = [(await searchParams).board ?? []].flat()
  const profiles = await listBoardProfiles()
  return <NewCardsForm machines={machines} profiles={profiles} canMake={canMakeCards(profiles)} picked={picked} />
}
