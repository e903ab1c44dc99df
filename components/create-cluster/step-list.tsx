'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import { createCluster } from '@/messages/create-cluster'
import type { WizardStep } from './wizard-part'

interface Props {
  readonly steps: readonly Pick<WizardStep, 'id' | 'title'>[]
  /** The id of the one that is shown. */
  readonly step: string
  readonly onGo: (step: string) => void
}

/** The steps; each can be opened at any time. */
export function StepList({ steps, step, onGo }: Props) {
  const t = useText(createCluster)
  return (
    <nav aria-label={t.stepsLabel} className="mb-4">
      <ol className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {steps.map(({ id, title }, place) => {
          const here = id === step
          return (
            <li key={id}>
              <button
                type="button"
                aria-current={here ? 'step' : undefined}
                onClick={() => onGo(id)}
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
                {title}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
