import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { RunScreen } from '@/components/run-view/run-screen'
import { AppError } from '@/lib/core/errors'
import { explainPlan } from '@/lib/features/runs/explain-plan'
import { findRunByNumber, listRuns, readRun } from '@/lib/features/runs/queries'
import { practice } from '@/messages/practice'

interface Props {
  readonly params: Promise<{ readonly clusterId: string; readonly runNumber: string }>
}

/** The page and its title ask for the same, once. */
const summaryOf = cache(async (clusterId: string, runNumber: string) => {
  const actor = await requireActor()
  const number = Number(runNumber)
  if (!Number.isSafeInteger(number)) notFound()
  return findRunByNumber(actor, clusterId, number).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    throw error
  })
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { clusterId, runNumber } = await params
  const run = await summaryOf(clusterId, runNumber)
  return { title: run.practice ? `${run.title} (${(await pageText(practice)).label})` : run.title }
}

/** A run, live: what a viewer who comes late needs is in the page, and the stream goes on from there. */
export default async function RunPage({ params }: Props) {
  const actor = await requireActor()
  const { clusterId, runNumber } = await params
  const summary = await summaryOf(clusterId, runNumber)
  const [data, earlier] = await Promise.all([readRun(actor, summary.id), listRuns(actor, { limit: 50 })])
  const last = earlier.find(
    (run) =>
      run.id !== summary.id &&
      run.recipe === summary.recipe &&
      run.practice === summary.practice &&
      run.status === 'succeeded' &&
      run.endedAt !== null,
  )
  const lastTimeMs = last?.endedAt && last.startedAt ? last.endedAt - last.startedAt : undefined
  return <RunScreen data={data} explanations={await explainPlan(data.plan)} lastTimeMs={lastTimeMs} />
}
