'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useSshKeys } from '@/components/keys/use-ssh-keys'
import { useText } from '@/components/text'
import { CheckField, SelectField, TextField } from '@/components/ui/field'
import type { ListedMachine } from '@/lib/contracts/machines'
import { machines } from '@/messages/machines'
import { sharedWords } from '@/messages/shared-words'
import { useChangeMachine } from './use-machines'

/** Changes how a machine is reached. */
export function EditMachineDialog({
  machine,
  onClose,
}: {
  readonly machine: ListedMachine
  readonly onClose: () => void
}) {
  const t = useText(machines)
  const { save } = useText(sharedWords)
  const keys = useSshKeys().data ?? []
  const change = useChangeMachine(machine.id)
  const [form, setForm] = useState({
    name: machine.name,
    address: machine.address ?? '',
    port: String(machine.port),
    loginUser: machine.loginUser,
    sshKeyId: machine.sshKeyId ?? '',
    sudoPassword: '',
    forgetSudo: false,
  })
  const { error } = change
  const problem = problemsOf(error)
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })

  const submit = () => {
    const { name, address, port, loginUser, sshKeyId, sudoPassword, forgetSudo } = form
    change.mutate(
      {
        name,
        ...(address.trim() === '' ? {} : { address }),
        port: Number(port),
        loginUser,
        ...(sshKeyId === '' ? {} : { sshKeyId }),
        ...(forgetSudo ? { sudoPassword: null } : sudoPassword === '' ? {} : { sudoPassword }),
      },
      { onSuccess: onClose },
    )
  }
  return (
    <FormDialog
      title={t.editTitle(machine.name)}
      action={save}
      busy={change.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={t.name}
        value={form.name}
        error={problem('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="grid gap-3.5 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <TextField
          label={t.address}
          mono
          value={form.address}
          error={problem('address')}
          onChange={(event) => set({ address: event.target.value })}
        />
        <TextField
          label={t.port}
          mono
          inputMode="numeric"
          value={form.port}
          error={problem('port')}
          onChange={(event) => set({ port: event.target.value })}
        />
      </div>
      <TextField
        label={t.loginUser}
        mono
        value={form.loginUser}
        error={problem('loginUser')}
        onChange={(event) => set({ loginUser: event.target.value })}
      />
      <SelectField
        label={t.key}
        value={form.sshKeyId}
        error={problem('sshKeyId')}
        onChange={(event) => set({ sshKeyId: event.target.value })}
      >
        {keys.map((key) => (
          <option key={key.id} value={key.id}>
            {key.name}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t.sudoPassword}
        hint={machine.hasSudoPassword ? t.sudoKept : t.sudoPasswordHint}
        type="password"
        autoComplete="off"
        disabled={form.forgetSudo}
        value={form.sudoPassword}
        error={problem('sudoPassword')}
        onChange={(event) => set({ sudoPassword: event.target.value })}
      />
      {machine.hasSudoPassword ? (
        <CheckField
          label={t.removeSudo}
          checked={form.forgetSudo}
          onChange={(event) => set({ forgetSudo: event.target.checked })}
        />
      ) : null}
    </FormDialog>
  )
}
