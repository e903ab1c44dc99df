'use client'

import { type FormEvent, useState } from 'react'
import { useSshKeys } from '@/components/keys/use-ssh-keys'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CheckField, SelectField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { ApiFailure, failureOf } from '@/lib/shared/call-api'
import type { ListedMachine } from '@/lib/shared/machine-data'
import { machines } from '@/messages/machines'
import { sharedWords } from '@/messages/shared-words'
import { useChangeMachine } from './use-machines'

const FORM = 'edit-machine-form'

/** Changes how a machine is reached. */
export function EditMachineDialog({
  machine,
  onClose,
}: {
  readonly machine: ListedMachine
  readonly onClose: () => void
}) {
  const t = useText(machines)
  const { cancel, save } = useText(sharedWords)
  const keys = useSshKeys().data ?? []
  const change = useChangeMachine(machine.id)
  const [form, setForm] = useState({
    name: machine.name,
    address: machine.address,
    port: String(machine.port),
    loginUser: machine.loginUser,
    sshKeyId: machine.sshKeyId ?? '',
    sudoPassword: '',
    forgetSudo: false,
  })
  const { error } = change
  const problem = (field: string) => (error instanceof ApiFailure ? error.problemOf(field) : undefined)
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (change.isPending) return
    const { name, address, port, loginUser, sshKeyId, sudoPassword, forgetSudo } = form
    change.mutate(
      {
        name,
        address,
        port: Number(port),
        loginUser,
        ...(sshKeyId === '' ? {} : { sshKeyId }),
        ...(forgetSudo ? { sudoPassword: null } : sudoPassword === '' ? {} : { sudoPassword }),
      },
      { onSuccess: onClose },
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.editTitle(machine.name)}
      actions={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="primary" type="submit" form={FORM} busy={change.isPending}>
            {save}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
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
        {error === null || (error instanceof ApiFailure && error.fields.length > 0) ? null : (
          <Notice tone="bad" role="alert">
            {failureOf(error).userMessage}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
