import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { requireActor } from '@/app/require-actor'
import { RaceScreen } from '@/components/races/race-screen'
import { raceName, readRace } from '@/lib/features/races/queries'

interface Props {
  readonly params: Promise<{ readonly raceId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireActor('races.read')
  return { title: await orNotFound(raceName(actor, (await params).raceId)) }
}

/** A race, live: what a viewer who comes late needs is in the page, and the streams of both runs go on from there. */
export default async function RacePage({ params }: Props) {
  const actor = await requireActor('races.read')
  return <RaceScreen data={await orNotFound(readRace(actor, (await params).raceId))} />
}
