'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { SelectField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { ApiFailure, callApi, failureOf } from '@/lib/shared/call-api'
import { sharedWords } from '@/messages/shared-words'
import { users } from '@/messages/users'
import { OneTimeLink } from './one-time-link'

const FORM = 'invite-form'

/** Makes an account and shows its one-time link. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(users)
  const { cancel } = useText(sharedWords)
  const cache = useQueryClient()
  const [form, setForm] = useState({ name: '', email: '', role: 'member' })
  const invite = useMutation({
    mutationFn: () => callApi<{ readonly userId: string; readonly token: string }>('/api/accounts', { body: form }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['users'] }),
  })
  const { error } = invite
  const problem = (field: string) => (error instanceof ApiFailure ? error.problemOf(field) : undefined)

  if (invite.data !== undefined) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t.linkTitle(form.name)}
        actions={
          <Button kind="primary" onClick={onClose}>
            {t.done}
          </Button>
        }
      >
        <OneTimeLink token={invite.data.token} />
      </Dialog>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!invite.isPending) invite.mutate()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.inviteTitle}
      actions={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="primary" type="submit" form={FORM} busy={invite.isPending}>
            {t.invite}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
        <p className="text-soft">{t.inviteLead}</p>
        <TextField
          label={t.name}
          autoComplete="off"
          value={form.name}
          error={problem('name')}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
        <TextField
          label={t.email}
          hint={t.emailHint}
          type="email"
          autoComplete="off"
          value={form.email}
          error={problem('email')}
          onChange={(event) => setForm({ ...form, email: event.target.value })}
        />
        <SelectField
          label={t.role}
          hint={t.roleHint}
          value={form.role}
          onChange={(event) => setForm({ ...form, role: event.target.value })}
        >
          <option value="member">{t.memberOption}</option>
          <option value="admin">{t.adminOption}</option>
        </SelectField>
        {error === null || (error instanceof ApiFailure && error.fields.length > 0) ? null : (
          <Notice tone="bad" role="alert">
            {failureOf(error).userMessage}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
