'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import Link from 'next/link'
import { useRun } from '@/components/live/use-run'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import type { Tone } from '@/components/ui/tone'
import type { RunData, RunSummary } from '@/lib/contracts/runs'
import type { RunStatus } from '@/lib/engine/decide'
import { callApi } from '@/lib/shared/call-api'
import { trainLines } from '@/lib/shared/run-view/train-lines'
import { clusters } from '@/messages/clusters'
import { MiniTrain } from './mini-train'

const TONE = {
  running: 'run',
  held: 'bad',
  succeeded: 'ok',
  unwinding: 'warn',
  undone: 'idle',
  stuck: 'bad',
} satisfies Record<RunStatus, Tone>

/** A run that is going on, in small, as it goes on. */
export function RunCard({ run }: { readonly run: RunSummary }) {
  const t = useText(clusters)
  const data = useQuery({
    queryKey: ['run-in-small', run.id],
    queryFn: ({ signal }) => callApi('GET /api/runs/[runId]', { params: { runId: run.id }, signal }),
    // Fetched once: the stream goes on from there.
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  return (
    <Card
      className={clsx(
        'relative flex flex-col gap-3 hover:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-honey',
        run.practice && 'border-dashed border-line-strong',
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Link href={run.href} className="font-semibold outline-none after:absolute after:inset-0 after:rounded-card">
          {run.title}
        </Link>
        {run.practice ? <PracticeBadge /> : null}
        <Badge tone={TONE[run.status]} led className="ml-auto">
          {t.runState[run.status]}
        </Badge>
      </div>
      {data === undefined ? <Skeleton className="h-16" /> : <Picture data={data} />}
    </Card>
  )
}

function Picture({ data }: { readonly data: RunData }) {
  const t = useText(clusters)
  const { state } = useRun(data.run.id, data)
  const nodes = Object.values(state.nodes)
  const done = nodes.filter((node) => node.status === 'done' || node.status === 'skipped').length
  return (
    <>
      <MiniTrain title={data.run.title} lines={trainLines(state, data.estimates, data.now)} />
      <p className="facts text-soft">{t.stepsDone(done, data.plan.nodes.length)}</p>
    </>
  )
}
