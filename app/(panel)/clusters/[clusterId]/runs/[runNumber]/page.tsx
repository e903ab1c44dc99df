import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { RunPage, runMetadata } from '@/app/(panel)/run-page'
import { orNotFound } from '@/app/or-not-found'
import { requireActor } from '@/app/require-actor'
import { findRunByNumber } from '@/lib/features/runs/queries'

interface Props {
  readonly params: Promise<{ readonly clusterId: string; readonly runNumber: string }>
}

/** The page and its title ask for the same, once. */
const summaryOf = cache(async (clusterId: string, runNumber: string) => {
  const actor = await requireActor('runs.read')
  const number = Number(runNumber)
  if (!Number.isSafeInteger(number)) notFound()
  return orNotFound(findRunByNumber(actor, { type: 'cluster', id: clusterId }, number))
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { clusterId, runNumber } = await params
  return runMetadata(await summaryOf(clusterId, runNumber))
}

export default async function ClusterRunPage({ params }: Props) {
  const actor = await requireActor('runs.read')
  const { clusterId, runNumber } = await params
  return <RunPage actor={actor} run={await summaryOf(clusterId, runNumber)} />
}
