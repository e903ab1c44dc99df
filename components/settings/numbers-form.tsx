'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { sharedWords } from '@/messages/shared-words'
import { asNumber } from './as-number'

/** A form of whole numbers that are saved together, each with its own problem beside it. */
export function NumbersForm<Field extends string>(props: {
  readonly labels: Readonly<Record<Field, string>>
  readonly fields: readonly Field[]
  readonly initial: Readonly<Record<Field, number>>
  readonly action: string
  /** @param number what stands in a field now, `NaN` where that is no number: the server names it */
  readonly save: (number: (field: Field) => number) => Promise<unknown>
  readonly children: ReactNode
}) {
  const { labels, fields, initial, action, save, children } = props
  const { saved } = useText(sharedWords)
  const [typed, setTyped] = useState<ReadonlyMap<Field, string>>(() => new Map())
  const text = (field: Field) => typed.get(field) ?? String(initial[field])
  const change = useMutation({ mutationFn: () => save((field) => asNumber(text(field))) })
  const problem = problemsOf(change.error)
  return (
    <FormCard change={change} action={action} done={saved} onSubmit={() => change.mutate()}>
      {children}
      <div className="grid w-full gap-3 sm:grid-cols-2">
        {fields.map((field) => (
          <TextField
            key={field}
            label={labels[field]}
            inputMode="numeric"
            autoComplete="off"
            value={text(field)}
            error={problem(field)}
            onChange={(event) => {
              change.reset()
              setTyped((now) => new Map(now).set(field, event.target.value))
            }}
          />
        ))}
      </div>
    </FormCard>
  )
}
