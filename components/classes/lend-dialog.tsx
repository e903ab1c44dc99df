'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { useMachines } from '@/components/machines/use-machines'
import { useText } from '@/components/text'
import { CheckField } from '@/components/ui/field'
import type { ListedStudent } from '@/lib/contracts/class-roster'
import { callApi } from '@/lib/shared/call-api'
import { classes } from '@/messages/classes'
import type { UsedClass } from './use-class'

/** Which boards a student has while the class lasts. */
export default function LendDialog({
  used: { detail, busy, error, act },
  student,
  onClose,
}: {
  readonly used: UsedClass
  readonly student: ListedStudent
  readonly onClose: () => void
}) {
  const t = useText(classes)
  const machines = useMachines().data ?? []
  const [chosen, setChosen] = useState<readonly string[]>(student.boards.map(({ id }) => id))
  const taken = new Set(
    detail.students.flatMap((other) => (other.id === student.id ? [] : other.boards.map(({ id }) => id))),
  )
  const free = machines.filter(({ id, retiredAt }) => !taken.has(id) && retiredAt === undefined)
  return (
    <FormDialog
      title={t.lendTitle(student.name)}
      action={t.save}
      busy={busy}
      error={error}
      onSubmit={() =>
        act(
          () =>
            callApi('PATCH /api/classes/[classId]/students/[studentId]', {
              params: { classId: detail.id, studentId: student.id },
              body: { boardIds: chosen },
            }),
          onClose,
        )
      }
      onClose={onClose}
    >
      {free.length === 0 ? <p>{t.noBoards}</p> : null}
      {free.map(({ id, name }) => (
        <CheckField
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={(event) => setChosen(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))}
        />
      ))}
      <p className="text-xs text-faint">{t.lendHint}</p>
    </FormDialog>
  )
}
