'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { callApi } from '@/lib/shared/call-api'
import { attending } from '@/messages/attending'
import { useAct } from './use-act'

/** Raises the hand, with a word about what for. */
export default function RaiseHandDialog({
  onClose,
  onRaised,
}: {
  readonly onClose: () => void
  readonly onRaised: () => Promise<unknown>
}) {
  const t = useText(attending)
  const [note, setNote] = useState('')
  const { busy, error, act } = useAct(onRaised)
  return (
    <FormDialog
      title={t.handTitle}
      action={t.raise}
      busy={busy}
      error={error}
      onSubmit={() =>
        act(async () => {
          await callApi('PUT /api/class/hand', { body: { up: true, note } })
          onClose()
        })
      }
      onClose={onClose}
    >
      <TextField
        label={t.handNote}
        hint={t.handHint}
        error={problemsOf(error)('note')}
        maxLength={200}
        autoComplete="off"
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  )
}
