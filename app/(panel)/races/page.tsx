import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { RacesView } from '@/components/races/races-view'
import { listRaces } from '@/lib/features/races/queries'
import { races } from '@/messages/races'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(races)).title }
}

export default async function RacesPage() {
  const actor = await requireActor('races.read')
  return <RacesView initial={await listRaces(actor)} />
}
