'use client'

import { useText } from '@/components/text'
import { callApi } from '@/lib/shared/call-api'
import { settings } from '@/messages/settings'
import { NumbersForm } from './numbers-form'

const FIELDS = ['aMember', 'aPanel'] as const
type Limits = Readonly<Record<(typeof FIELDS)[number], number>>

/** How many practice clusters there may be. */
export function PracticeLimitsCard({ initial }: { readonly initial: Limits }) {
  const t = useText(settings)
  return (
    <NumbersForm
      fields={FIELDS}
      labels={t}
      initial={initial}
      action={t.saveLimits}
      save={(number) =>
        callApi('PUT /api/practice/limits', { body: { aMember: number('aMember'), aPanel: number('aPanel') } })
      }
    >
      <p className="text-soft">{t.practiceHint}</p>
    </NumbersForm>
  )
}
