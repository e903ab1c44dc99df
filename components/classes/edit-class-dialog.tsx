'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import type { ClassDetail } from '@/lib/contracts/classes'
import { callApi } from '@/lib/shared/call-api'
import { classes } from '@/messages/classes'
import { classRequest, draftOf } from './class-draft'
import { ClassFields } from './class-fields'

/** Changes what a class was made with. Times are said in the browser's time zone, and stored with it. */
export default function EditClassDialog({
  detail,
  onSaved,
  onClose,
}: {
  readonly detail: ClassDetail
  readonly onSaved: () => Promise<unknown>
  readonly onClose: () => void
}) {
  const t = useText(classes)
  const [draft, setDraft] = useState(() => draftOf(detail))
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const save = useMutation({
    mutationFn: () =>
      callApi('PATCH /api/classes/[classId]', { params: { classId: detail.id }, body: classRequest(draft, timeZone) }),
    onSuccess: async () => {
      await onSaved()
      onClose()
    },
  })
  return (
    <FormDialog
      title={t.editTitle}
      action={t.save}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <ClassFields
        draft={draft}
        timeZone={timeZone}
        problem={problemsOf(save.error)}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
    </FormDialog>
  )
}
