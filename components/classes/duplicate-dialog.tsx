'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { CheckField, TextField } from '@/components/ui/field'
import type { ClassDetail } from '@/lib/contracts/classes'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'
import { fieldsOf, momentOf } from './class-times'

const WEEK_MS = 7 * 24 * 60 * 60_000

/** The same class for another time: a week later, unless something else is said. */
export default function DuplicateDialog({
  detail,
  onClose,
}: {
  readonly detail: ClassDetail
  readonly onClose: () => void
}) {
  const t = useText(classes)
  const router = useRouter()
  const [name, setName] = useState(detail.name)
  const [when, setWhen] = useState(() => fieldsOf(detail.startsAt + WEEK_MS))
  const [withRoster, setWithRoster] = useState(true)
  const copy = useMutation({
    mutationFn: () => {
      const startsAt = momentOf(when.date, when.time)
      return callApi('POST /api/classes/[classId]/duplicate', {
        params: { classId: detail.id },
        body: { name, startsAt, endsAt: startsAt + (detail.endsAt - detail.startsAt), withRoster },
      })
    },
    onSuccess: ({ classId }) => router.push(paths.class({ classId })),
  })
  const problem = problemsOf(copy.error)
  return (
    <FormDialog
      title={t.duplicateTitle}
      action={t.duplicateAction}
      busy={copy.isPending}
      error={copy.error}
      onSubmit={() => copy.mutate()}
      onClose={onClose}
    >
      <p className="text-soft">{t.duplicateWords}</p>
      <TextField
        label={t.name}
        error={problem('name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t.date}
          type="date"
          error={problem('startsAt')}
          value={when.date}
          onChange={(event) => setWhen({ ...when, date: event.target.value })}
        />
        <TextField
          label={t.from}
          type="time"
          value={when.time}
          onChange={(event) => setWhen({ ...when, time: event.target.value })}
        />
      </div>
      <CheckField label={t.withRoster} checked={withRoster} onChange={(event) => setWithRoster(event.target.checked)} />
    </FormDialog>
  )
}
