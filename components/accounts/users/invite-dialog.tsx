'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { SelectField, TextField } from '@/components/ui/field'
import type { NewUser, UserRole } from '@/lib/contracts/accounts'
import { callApi } from '@/lib/shared/call-api'
import { users } from '@/messages/users'
import { OneTimeLink } from './one-time-link'

const ROLES = ['member', 'teacher', 'admin'] as const satisfies readonly UserRole[]

/** Makes an account and shows its one-time link. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(users)
  const cache = useQueryClient()
  const [form, setForm] = useState<NewUser>({ name: '', email: '', role: 'member' })
  const invite = useMutation({
    mutationFn: () => callApi('POST /api/accounts', { body: form }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['users'] }),
  })
  const { error } = invite
  const problem = problemsOf(error)

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
  return (
    <FormDialog
      title={t.inviteTitle}
      action={t.invite}
      busy={invite.isPending}
      error={error}
      onSubmit={() => invite.mutate()}
      onClose={onClose}
    >
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
        onChange={(event) => setForm({ ...form, role: ROLES.find((role) => role === event.target.value) ?? 'member' })}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {t.roleOptions[role]}
          </option>
        ))}
      </SelectField>
    </FormDialog>
  )
}
