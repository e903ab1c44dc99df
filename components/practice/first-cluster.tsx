'use client'

import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { paths } from '@/lib/shared/paths'
import { practice } from '@/messages/practice'
import { PracticeBadge } from './practice-badge'
import { useStartPractice } from './use-start-practice'

/** Where no cluster is yet: one next action, what it will show, and the way for those who have machines. */
export function FirstCluster({ takenNames }: { readonly takenNames: readonly string[] }) {
  const t = useText(practice)
  const { busy, failure, start } = useStartPractice(takenNames)
  return (
    <div className="grid items-stretch gap-4 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
      <Card className="flex flex-col items-start p-6 max-sm:p-4">
        <PracticeBadge />
        <h2 className="mt-2.5 text-2xl leading-tight font-semibold tracking-tight">{t.firstTitle}</h2>
        <p className="mt-2 max-w-prose text-lg text-soft">{t.firstLead}</p>
        <div className="mt-5 flex flex-wrap items-center gap-2.5">
          <Button kind="primary" size="large" busy={busy} onClick={start}>
            {busy ? t.starting : t.start}
          </Button>
          <LinkButton kind="quiet" size="large" href={paths.newCluster({ where: 'practice' })}>
            {t.chooseSize}
          </LinkButton>
        </div>
        {failure === undefined ? null : (
          <Notice tone="bad" role="alert" className="mt-3">
            {failure.userMessage}
          </Notice>
        )}
        <StepsToCome />
      </Card>
      <Card className="flex flex-col items-start p-6 max-sm:p-4">
        <h2 className="text-lg font-semibold tracking-tight">{t.ownTitle}</h2>
        <p className="mt-1.5 text-soft">{t.ownLead}</p>
        <ol className="mt-3 mb-5 flex flex-col gap-1.5 text-sm text-soft">
          {t.ownSteps.map((step, place) => (
            <li key={step} className="flex items-baseline gap-2.5">
              <span className="rounded-full border border-line-strong px-1.5 font-mono text-2xs font-semibold">
                {place + 1}
              </span>
              {step}
            </li>
          ))}
        </ol>
        <LinkButton size="large" href={paths.newCluster({ where: 'boards' })} className="mt-auto">
          {t.ownMachines}
        </LinkButton>
      </Card>
    </div>
  )
}

/** The stations of the run that a click would start, hollow: they are still to come. */
function StepsToCome() {
  const t = useText(practice)
  return (
    <ol aria-label={t.firstStepsLabel} className="mt-auto grid w-full grid-cols-4 pt-8 max-sm:pt-6">
      {t.firstSteps.map((step, place) => (
        <li key={step} className="relative flex flex-col items-center gap-1.5 px-1 text-center text-sm text-soft">
          {place === 0 ? null : (
            <span
              aria-hidden="true"
              className="absolute top-2.5 right-1/2 mr-3.5 h-px w-[calc(100%-1.75rem)] bg-line"
            />
          )}
          <span aria-hidden="true" className="size-5 rounded-full border-[1.5px] border-dashed border-control-line" />
          {step}
        </li>
      ))}
    </ol>
  )
}
