'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { SelectField, TextAreaField, TextField } from '@/components/ui/field'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import { formatPrice, parsePrice } from '@/lib/shared/board-price'
import { machines } from '@/messages/machines'
import { sharedWords } from '@/messages/shared-words'
import { useChangeMachine } from './use-machines'

/** What a person writes down about a board. */
export function EditBoardDialog({
  machine,
  profiles,
  onClose,
}: {
  readonly machine: ListedMachine
  readonly profiles: readonly BoardProfileFacts[]
  readonly onClose: () => void
}) {
  const t = useText(machines)
  const { save } = useText(sharedWords)
  const change = useChangeMachine(machine.id)
  const [form, setForm] = useState({
    profile: machine.profile ?? '',
    mac: machine.mac ?? '',
    serial: machine.serial ?? '',
    cost: machine.cost === undefined ? '' : formatPrice(machine.cost),
    notes: machine.notes ?? '',
  })
  const [tried, setTried] = useState(false)
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const price = form.cost.trim() === '' ? null : parsePrice(form.cost)
  const problem = problemsOf(change.error)
  const submit = () => {
    setTried(true)
    if (price === undefined) return
    const { profile, mac, serial, notes } = form
    const orNull = (text: string) => (text.trim() === '' ? null : text)
    change.mutate(
      { profile: orNull(profile), mac: orNull(mac), serial: orNull(serial), cost: price, notes },
      { onSuccess: onClose },
    )
  }
  const known = profiles.some((one) => one.id === form.profile)
  return (
    <FormDialog
      title={t.editTitle(machine.name)}
      action={save}
      busy={change.isPending}
      error={change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label={t.profile}
        value={form.profile}
        error={problem('profile')}
        onChange={(event) => set({ profile: event.target.value })}
      >
        <option value="">{t.profileNone}</option>
        {known || form.profile === '' ? null : <option value={form.profile}>{form.profile}</option>}
        {profiles.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <div className="grid gap-3.5 sm:grid-cols-2">
        <TextField
          label={t.mac}
          mono
          value={form.mac}
          error={problem('mac')}
          onChange={(event) => set({ mac: event.target.value })}
        />
        <TextField
          label={t.serial}
          mono
          value={form.serial}
          error={problem('serial')}
          onChange={(event) => set({ serial: event.target.value })}
        />
      </div>
      <TextField
        label={t.cost}
        hint={t.costHint}
        value={form.cost}
        error={tried && price === undefined ? t.costBad : problem('cost')}
        onChange={(event) => set({ cost: event.target.value })}
      />
      <TextAreaField
        label={t.notes}
        hint={t.notesHint}
        value={form.notes}
        error={problem('notes')}
        onChange={(event) => set({ notes: event.target.value })}
      />
    </FormDialog>
  )
}
