'use client'

import Link from 'next/link'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { SectionTitle } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import type { Tone } from '@/components/ui/tone'
import type { RunSummary } from '@/lib/contracts/runs'
import type { RunStatus } from '@/lib/engine/decide'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { clusterView } from '@/messages/cluster-view'

const TONE = {
  running: 'run',
  unwinding: 'warn',
  held: 'bad',
  succeeded: 'ok',
  undone: 'idle',
  stuck: 'bad',
} satisfies Record<RunStatus, Tone>

/** Runs about one thing, newest first. */
export function RunsList({ runs }: { readonly runs: readonly RunSummary[] }) {
  const t = useText(clusterView)
  return (
    <>
      <SectionTitle>{t.runs}</SectionTitle>
      <Table label={t.runs} head={[t.run, t.state, t.took, t.began]}>
        {runs.map((run) => (
          <Row key={run.id}>
            <Cell>
              <Link className="font-medium hover:underline" href={run.href}>
                {run.number}. {run.title}
              </Link>
            </Cell>
            <Cell>
              <Badge tone={TONE[run.status]}>{t.runStatus[run.status]}</Badge>
            </Cell>
            <Cell mono>
              {run.startedAt === null || run.endedAt === null ? '–' : clockDuration(run.endedAt - run.startedAt)}
            </Cell>
            <Cell mono className="text-faint">
              <time dateTime={new Date(run.createdAt).toISOString()} suppressHydrationWarning>
                {new Date(run.createdAt).toLocaleString()}
              </time>
            </Cell>
          </Row>
        ))}
      </Table>
    </>
  )
}
