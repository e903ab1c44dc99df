'use client'

import { PracticeBadge } from '@/components/practice/practice-badge'
import { PracticeNote } from '@/components/practice/practice-note'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Bar } from '@/components/ui/meter'
import { type Crumb, PageHeader } from '@/components/ui/page-header'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { runPercent } from '@/lib/shared/run-view/run-percent'
import type { RunSentence } from '@/lib/shared/run-view/run-sentence'
import { practice } from '@/messages/practice'
import { runView } from '@/messages/run-view'

interface Props {
  readonly crumbs: readonly Crumb[]
  readonly title: string
  readonly practice: boolean
  readonly sentence: RunSentence
  readonly elapsedMs: number
  /** How long the same took the last time; undefined for a first time. */
  readonly lastTimeMs: number | undefined
  readonly remainingMs: number | undefined
  readonly finished: boolean
  /** Of the steps, 0 to 1. */
  readonly doneShare: number
  readonly cancelBlocked: string | undefined
  readonly onCancel: () => void
}

/** Title, state, and the clock against the ten minutes that a practised hand needs. */
export function RunHeader(props: Props) {
  const t = useText(runView)
  const { runNote } = useText(practice)
  const { sentence, elapsedMs, lastTimeMs, remainingMs, finished } = props
  const note =
    !finished && remainingMs !== undefined && remainingMs > 0
      ? t.toGo(clockDuration(remainingMs))
      : lastTimeMs === undefined
        ? ''
        : t.lastTime(clockDuration(lastTimeMs))
  return (
    <>
      <PageHeader
        crumbs={props.crumbs}
        title={props.title}
        badge={
          <>
            {props.practice ? <PracticeBadge /> : null}
            <Badge tone={sentence.tone} led>
              {sentence.badge}
            </Badge>
          </>
        }
      >
        <span className="facts text-xl font-semibold tracking-tight">
          {clockDuration(elapsedMs)}{' '}
          <small className="text-sm font-medium text-faint">
            {t.ofTarget}
            {note === '' ? '' : ` · ${note}`}
          </small>
        </span>
        <span className="w-44">
          <Bar percent={runPercent(props)} label={t.progress} tone="honey" />
        </span>
        {finished ? null : (
          <Button kind="quiet" blockedBy={props.cancelBlocked} onClick={props.onCancel}>
            {t.cancel}
          </Button>
        )}
      </PageHeader>
      <div className="-mt-2 mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
        <p className="text-soft" role="status">
          <span className="sr-only">{sentence.badge}. </span>
          {sentence.sentence}
        </p>
        {props.practice ? <PracticeNote className="py-0.5!">{runNote}</PracticeNote> : null}
      </div>
    </>
  )
}
