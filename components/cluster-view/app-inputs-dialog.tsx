'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { SelectField, TextField } from '@/components/ui/field'
import type { AppInput, CatalogueApp } from '@/lib/contracts/apps'
import type { InstalledApp } from '@/lib/contracts/clusters'
import { clusterApps } from '@/messages/cluster-apps'
import type { AppRuns } from './use-app-runs'

interface Props {
  readonly app: CatalogueApp
  /** As it is on the cluster now; undefined before it is installed. */
  readonly here: InstalledApp | undefined
  readonly runs: Pick<AppRuns, 'install' | 'change'>
  readonly onClose: () => void
}

type Values = Readonly<Record<string, string>>

/** What a person may choose about an app, before it is installed or later: made from the app's own data. */
export function AppInputsDialog({ app, here, runs, onClose }: Props) {
  const t = useText(clusterApps)
  const asked = here === undefined ? app.inputs : app.inputs.filter(({ fixed }) => !fixed)
  const before: Values = Object.fromEntries(
    asked.map(({ name, initial }) => [name, String(here?.inputs[name] ?? initial)]),
  )
  const [values, setValues] = useState(before)
  const work = here === undefined ? runs.install : runs.change
  const problem = problemsOf(work.error)
  const isSame = asked.every(({ name }) => values[name] === before[name])
  return (
    <FormDialog
      title={here === undefined ? t.optionsTitle(app.title) : t.changeTitle(app.title)}
      action={here === undefined ? t.install : t.changeNow}
      busy={work.isPending}
      blockedBy={here !== undefined && isSame ? t.nothingChosen : undefined}
      error={work.error}
      onSubmit={() => work.mutate(Object.fromEntries(asked.map((input) => [input.name, typed(input, values)])))}
      onClose={onClose}
    >
      {here === undefined ? null : <p className="text-soft">{t.changeLead}</p>}
      {asked.map((input) => (
        <InputField
          key={input.name}
          input={input}
          value={values[input.name] ?? ''}
          error={problem(`inputs.${input.name}`)}
          onChange={(value) => setValues((now) => ({ ...now, [input.name]: value }))}
        />
      ))}
    </FormDialog>
  )
}

/** As the app takes it; what is no number goes as text, and the app says so. */
function typed({ kind, name }: AppInput, values: Values): string | number {
  const value = values[name] ?? ''
  const number = Number(value)
  return kind === 'number' && value.trim() !== '' && Number.isFinite(number) ? number : value
}

interface FieldProps {
  readonly input: AppInput
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

function InputField({ input, value, error, onChange }: FieldProps) {
  const texts = { label: input.title, hint: input.hint === '' ? undefined : input.hint, error }
  if (input.kind === 'choice') {
    return (
      <SelectField {...texts} value={value} onChange={(event) => onChange(event.target.value)}>
        {input.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </SelectField>
    )
  }
  const number = input.kind === 'number' ? { type: 'number', min: input.min, max: input.max } : { spellCheck: false }
  return (
    <TextField
      {...texts}
      {...number}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
