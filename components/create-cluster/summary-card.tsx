'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { Failure } from '@/lib/core/errors'
import { createCluster } from '@/messages/create-cluster'
import { races } from '@/messages/races'
import { sharedWords } from '@/messages/shared-words'
import type { WizardOffer, WizardStep } from './wizard-part'

interface Props extends Pick<WizardOffer, 'summary' | 'problems'> {
  /** Of the cluster to be. */
  readonly name: string
  readonly steps: readonly Pick<WizardStep, 'id' | 'title'>[]
  /** The id of the one that is shown. */
  readonly step: string
  /** Nothing is still being asked for. */
  readonly ready: boolean
  readonly creating: boolean
  readonly failure: Failure | undefined
  readonly onGo: (step: string) => void
  readonly onCreate: () => void
  /** Makes it a side of a race instead. */
  readonly onRace: () => void
}

/** What it will be and what it costs, beside every step; and the one button that goes on, or says what is missing. */
export function SummaryCard(props: Props) {
  const t = useText(createCluster)
  const { loading } = useText(sharedWords)
  const { addToRace } = useText(races)
  const { summary, problems, name, steps, step, ready, creating, failure, onGo, onCreate, onRace } = props
  const place = steps.findIndex(({ id }) => id === step)
  const next = steps[place + 1]
  const previous = steps[place - 1]
  const missing = problems.length === 0 && !ready ? loading : problems.map(({ text }) => text).join(' ')
  const first = problems.find((problem) => problem.step === step)
  return (
    <Card className="lg:sticky lg:top-5">
      <h2 className="flex flex-wrap items-center gap-2 text-soft">
        {summary.title} {summary.badge}
      </h2>
      <p className="font-mono text-2xl font-semibold tracking-tight">{summary.price}</p>
      <p className="text-xs text-faint">{summary.priceHint}</p>
      <FactsList className="mt-3 mb-4" facts={summary.facts} />
      {failure === undefined ? null : (
        <Notice tone="bad" role="alert" className="mb-3">
          {failure.userMessage}
        </Notice>
      )}
      <div className="flex flex-col gap-2">
        {next === undefined ? (
          <>
            <Button
              kind="primary"
              size="large"
              busy={creating}
              blockedBy={missing === '' ? undefined : missing}
              onClick={onCreate}
            >
              {creating ? t.creating : problems.length === 0 ? t.create(name) : t.fixFirst(problems.length)}
            </Button>
            <Button onClick={onRace}>{addToRace}</Button>
          </>
        ) : (
          <Button kind="primary" size="large" blockedBy={first?.text} onClick={() => onGo(next.id)}>
            {first === undefined ? t.next(next.title) : first.text}
          </Button>
        )}
        {previous === undefined ? null : (
          <Button kind="quiet" onClick={() => onGo(previous.id)}>
            {t.back}
          </Button>
        )}
      </div>
      <p className="mt-2 text-xs text-faint">{summary.cancelHint}</p>
    </Card>
  )
}
