'use client'

import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { SelectField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { AnswerOf } from '@/lib/contracts/endpoints'
import type { Joined } from '@/lib/contracts/joining'
import { callApi } from '@/lib/shared/call-api'
import { joining } from '@/messages/joining'
import { useJoinAsk } from './use-join-ask'

/** Who somebody is: a name that they type, or one of the roster. */
export function WhoForm({
  code,
  found,
  onJoined,
  onOther,
}: {
  readonly code: string
  readonly found: AnswerOf<'POST /api/join/code'>
  readonly onJoined: (joined: Joined) => void
  readonly onOther: () => void
}) {
  const t = useText(joining)
  const { busy, error, problem, wait, ask } = useJoinAsk()
  const [name, setName] = useState('')
  const [studentId, setStudentId] = useState('')
  const { roster } = found
  const join = () =>
    ask(async () =>
      onJoined(await callApi('POST /api/join', { body: roster === null ? { code, name } : { code, studentId } })),
    )
  return (
    <Card className="p-5">
      <h1 className="mb-4 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
        {t.whoTitle(found.className)}
      </h1>
      <form
        className="flex flex-col gap-3.5"
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          join()
        }}
      >
        {roster === null ? (
          <TextField
            label={t.name}
            hint={t.nameHint}
            error={problem('name')}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        ) : roster.length === 0 ? (
          <Notice tone="warn">{t.noneLeft}</Notice>
        ) : (
          <SelectField
            label={t.pick}
            hint={t.pickHint}
            error={problem('studentId') ?? problem('name')}
            value={studentId}
            onChange={(event) => setStudentId(event.target.value)}
          >
            <option value="" />
            {roster.map((student) => (
              <option key={student.studentId} value={student.studentId}>
                {student.name}
              </option>
            ))}
          </SelectField>
        )}
        <FormFailure error={error} />
        {roster?.length === 0 ? null : (
          <Button kind="primary" size="large" type="submit" busy={busy} blockedBy={wait}>
            {wait ?? t.join}
          </Button>
        )}
        <Button kind="quiet" onClick={onOther}>
          {t.otherCode}
        </Button>
      </form>
    </Card>
  )
}
