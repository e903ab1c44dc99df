'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextAreaField } from '@/components/ui/field'
import { callApi } from '@/lib/shared/call-api'
import { classWall } from '@/messages/class-wall'
import { useClassAct } from './use-class-act'

/** Says something to all of a class, or to one student. */
export default function MessageDialog({
  classId,
  student,
  onClose,
}: {
  readonly classId: string
  readonly student?: { readonly id: string; readonly name: string } | undefined
  readonly onClose: () => void
}) {
  const t = useText(classWall)
  const [text, setText] = useState('')
  const { busy, error, act } = useClassAct()
  const send = () => {
    const body = student === undefined ? { text } : { text, studentIds: [student.id] }
    act(() => callApi('POST /api/classes/[classId]/messages', { params: { classId }, body }), onClose)
  }
  return (
    <FormDialog
      title={t.messageTitle(student?.name)}
      action={t.send}
      busy={busy}
      error={error}
      onSubmit={send}
      onClose={onClose}
    >
      <TextAreaField
        label={t.messageText}
        hint={t.messageHint}
        error={problemsOf(error)('text')}
        maxLength={500}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </FormDialog>
  )
}
