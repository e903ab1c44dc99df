import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { RunScreen } from '@/components/run-view/run-screen'
import type { RunSummary } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { explainPlan } from '@/lib/features/runs/explain-plan'
import { readRun } from '@/lib/features/runs/queries'
import { practice } from '@/messages/practice'

export async function runMetadata(run: RunSummary): Promise<Metadata> {
  return { title: run.practice ? `${run.title} (${(await pageText(practice)).label})` : run.title }
}

/** A run, live: what a viewer who comes late needs is in the page, and the stream goes on from there. */
export async function RunPage({ actor, run }: { readonly actor: Actor; readonly run: RunSummary }) {
  const data = await readRun(actor, run.id)
  return <RunScreen data={data} explanations={await explainPlan(data.plan)} />
}
