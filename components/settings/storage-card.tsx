'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { StorageData } from '@/lib/contracts/storage'
import { callApi } from '@/lib/shared/call-api'
import { formatBytes } from '@/lib/shared/format-bytes'
import { settings } from '@/messages/settings'
import { sharedWords } from '@/messages/shared-words'
import { asNumber } from './as-number'

const FIELDS = ['logDays', 'logTotalMb', 'freePercent', 'freeMb'] as const

/** How the disk stands, how long logs are kept, and how much stays free. */
export function StorageCard({ initial }: { readonly initial: StorageData }) {
  const t = useText(settings)
  const { saved } = useText(sharedWords)
  const [state, setState] = useState(initial)
  // As typed: what is no number is for the server to name.
  const [form, setForm] = useState(() => typed(initial.limits))
  const change = useMutation({
    mutationFn: () => {
      const body = {
        logDays: asNumber(form.logDays),
        logTotalMb: asNumber(form.logTotalMb),
        freePercent: asNumber(form.freePercent),
        freeMb: asNumber(form.freeMb),
      }
      return callApi('PUT /api/storage', { body })
    },
    onSuccess: setState,
  })
  const problem = problemsOf(change.error)
  const { disk, logBytes } = state
  return (
    <FormCard change={change} action={t.saveStorage} done={saved} onSubmit={() => change.mutate()}>
      <p className="text-soft">
        {t.diskFree(formatBytes(disk.freeBytes), formatBytes(disk.totalBytes))} {t.logsTake(formatBytes(logBytes))}
      </p>
      {disk.isFull ? <Notice tone="bad">{t.diskFull}</Notice> : null}
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

const typed = (limits: StorageData['limits']) => ({
  logDays: String(limits.logDays),
  logTotalMb: String(limits.logTotalMb),
  freePercent: String(limits.freePercent),
  freeMb: String(limits.freeMb),
})
