'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { callApi } from '@/lib/shared/call-api'
import { settings } from '@/messages/settings'
import { sharedWords } from '@/messages/shared-words'
import { asNumber } from './as-number'

const FIELDS = ['aMember', 'aPanel'] as const
type Limits = Readonly<Record<(typeof FIELDS)[number], number>>

/** How many practice clusters there may be. */
export function PracticeLimitsCard({ initial }: { readonly initial: Limits }) {
  const t = useText(settings)
  const { saved } = useText(sharedWords)
  // As typed: what is no number is for the server to name.
  const [form, setForm] = useState({ aMember: String(initial.aMember), aPanel: String(initial.aPanel) })
  const change = useMutation({
    mutationFn: () => {
      const numbers = { aMember: asNumber(form.aMember), aPanel: asNumber(form.aPanel) }
      return callApi('PUT /api/practice/limits', { body: numbers })
    },
  })
  const problem = problemsOf(change.error)
  return (
    <FormCard change={change} action={t.saveLimits} done={saved} onSubmit={() => change.mutate()}>
      <p className="text-soft">{t.practiceHint}</p>
      <div className="grid w-full gap-3 sm:grid-cols-2">
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={t[field]}
            inputMode="numeric"
            autoComplete="off"
            value={form[field]}
            error={problem(field)}
            onChange={(event) => {
              change.reset()
              setForm((now) => ({ ...now, [field]: event.target.value }))
            }}
          />
        ))}
      </div>
    </FormCard>
  )
}
