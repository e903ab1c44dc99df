import type { Metadata } from 'next'
import { wizardStart } from '@/app/(panel)/wizard-start'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { RaceForm } from '@/components/races/new/race-form'
import { lastCreationsMs } from '@/lib/features/clusters/last-creations'
import { listProviders } from '@/lib/features/clusters/list-providers'
import { races } from '@/messages/races'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(races)).newTitle }
}

export default async function NewRacePage() {
  const actor = await requireActor('races.create')
  // What costs nothing and needs nothing is there for one click; what is real is chosen.
  const free = (await listProviders(actor)).filter(({ practice }) => practice).map(({ id }) => id)
  return <RaceForm initial={await wizardStart(actor)} lastTimesMs={await lastCreationsMs(actor)} free={free} />
}
