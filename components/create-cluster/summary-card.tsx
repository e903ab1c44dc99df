'use client'

import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { Failure } from '@/lib/core/errors'
import {
  type ClusterDraft,
  DRAFT_STEPS,
  type DraftChoices,
  type DraftProblem,
  type DraftStep,
} from '@/lib/shared/cluster-draft'
import { createCluster } from '@/messages/create-cluster'
import { problemText } from './step-review'
import { type LastTimes, useSummary } from './use-summary'

interface Props {
  readonly draft: ClusterDraft
  readonly choices: DraftChoices
  readonly problems: readonly DraftProblem[]
  readonly lastTimes: LastTimes
  readonly creating: boolean
  readonly failure: Failure | undefined
  readonly onGo: (step: DraftStep) => void
  readonly onCreate: () => void
}

/** What it will be and what it costs, beside every step; and the one button that goes on, or says what is missing. */
export function SummaryCard({ draft, choices, problems, lastTimes, creating, failure, onGo, onCreate }: Props) {
  const t = useText(createCluster)
  const { title, facts, freeHint, cancelHint } = useSummary(draft, choices, lastTimes)
  const steps: readonly DraftStep[] = DRAFT_STEPS[draft.provider]
  const place = steps.indexOf(draft.step)
  const next = steps[place + 1]
  const previous = steps[place - 1]
  const here = problems.filter((problem) => problem.step === draft.step)
  const [first] = here
  return (
    <Card className="lg:sticky lg:top-5">
      <h2 className="flex flex-wrap items-center gap-2 text-soft">
        {title} {draft.provider === 'practice' ? <PracticeBadge /> : null}
      </h2>
      <p className="font-mono text-2xl font-semibold tracking-tight">{t.free}</p>
      <p className="text-xs text-faint">{freeHint}</p>
      <FactsList className="mt-3 mb-4" facts={facts} />
      {failure === undefined ? null : (
        <Notice tone="bad" role="alert" className="mb-3">
          {failure.userMessage}
        </Notice>
      )}
      <div className="flex flex-col gap-2">
        {next === undefined ? (
          <Button
            kind="primary"
            size="large"
            busy={creating}
            blockedBy={problems.length === 0 ? undefined : problems.map((problem) => problemText(problem, t)).join(' ')}
            onClick={onCreate}
          >
            {creating ? t.creating : problems.length === 0 ? t.create(draft.name) : t.fixFirst(problems.length)}
          </Button>
        ) : (
          <Button
            kind="primary"
            size="large"
            blockedBy={first === undefined ? undefined : problemText(first, t)}
            onClick={() => onGo(next)}
          >
            {first === undefined ? t.next(t.steps[next]) : problemText(first, t)}
          </Button>
        )}
        {previous === undefined ? null : (
          <Button kind="quiet" onClick={() => onGo(previous)}>
            {t.back}
          </Button>
        )}
      </div>
      <p className="mt-2 text-xs text-faint">{cancelHint}</p>
    </Card>
  )
}
