'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Field, TextAreaField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { callApi } from '@/lib/shared/call-api'
import { classes } from '@/messages/classes'
import { sharedWords } from '@/messages/shared-words'

/** More than a roster has; a larger file is none. */
const MOST_BYTES = 20_000

/** Names by paste or from a CSV file; says which lines were left out. */
export default function AddStudentsDialog({
  classId,
  onAdded,
  onClose,
}: {
  readonly classId: string
  readonly onAdded: () => Promise<unknown>
  readonly onClose: () => void
}) {
  const t = useText(classes)
  const shared = useText(sharedWords)
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => callApi('POST /api/classes/[classId]/students', { params: { classId }, body: { text } }),
    onSuccess: async ({ skipped }) => {
      await onAdded()
      if (skipped.length === 0) onClose()
    },
  })
  const { data } = add
  return (
    <FormDialog
      title={t.addTitle}
      action={t.addStudents}
      busy={add.isPending}
      cancel={data === undefined ? undefined : shared.close}
      error={add.error}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextAreaField
        label={t.addLabel}
        hint={t.rosterHint}
        error={problemsOf(add.error)('text')}
        rows={8}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Field label={t.csvFile}>
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            className="text-sm"
            onChange={async (event) => {
              const file = event.target.files?.[0]
              if (file !== undefined) setText(await file.slice(0, MOST_BYTES + 1).text())
            }}
          />
        )}
      </Field>
      {data === undefined ? null : (
        <Notice tone={data.skipped.length === 0 ? 'ok' : 'warn'} role="status">
          <p>{t.added(data.added)}</p>
          <ul>
            {data.skipped.map(({ line, why }) => (
              <li key={line}>{t.skipped(line, why)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </FormDialog>
  )
}
