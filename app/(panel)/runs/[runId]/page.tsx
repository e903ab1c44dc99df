import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { RunPage, runMetadata } from '@/app/(panel)/run-page'
import { orNotFound } from '@/app/or-not-found'
import { requireActor } from '@/app/require-actor'
import { findRun } from '@/lib/features/runs/queries'
import { paths } from '@/lib/shared/paths'

interface Props {
  readonly params: Promise<{ readonly runId: string }>
}

/** The page and its title ask for the same, once. */
const summaryOf = cache(async (runId: string) => orNotFound(findRun(await requireActor('runs.read'), runId)))

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return runMetadata(await summaryOf((await params).runId))
}

/** Any run by its id. Where its subject has pages for its runs, it leads there. */
export default async function RunByIdPage({ params }: Props) {
  const actor = await requireActor('runs.read')
  const { runId } = await params
  const run = await summaryOf(runId)
  if (run.href !== paths.runAlone({ runId: run.id })) redirect(run.href)
  return <RunPage actor={actor} run={run} />
}
