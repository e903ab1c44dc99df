'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import type { DraftStep } from '@/lib/shared/cluster-draft'
import { createCluster } from '@/messages/create-cluster'

interface Props {
  readonly steps: readonly DraftStep[]
  readonly step: DraftStep
  readonly onGo: (step: DraftStep) => void
}

/** The steps; each can be opened at any time. */
export function StepList({ steps, step, onGo }: Props) {
  const t = useText(createCluster)
  return (
    <nav aria-label={t.stepsLabel} className="mb-4">
      <ol className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {steps.map((one, place) => {
          const here = one === step
          return (
            <li key={one}>
              <button
                type="button"
                aria-current={here ? 'step' : undefined}
                onClick={() => onGo(one)}
                className={clsx(
                  'flex min-h-7 items-center gap-2 rounded-control pr-1',
                  here ? 'font-semibold text-ink' : 'text-soft hover:text-ink',
                )}
              >
                <span
                  className={clsx(
                    'rounded-full border px-2 py-px font-mono text-2xs font-semibold',
                    here ? 'border-transparent bg-honey-fill text-honey-ink' : 'border-line-strong',
                  )}
                >
                  {place + 1}
                </span>
                {t.steps[one]}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
