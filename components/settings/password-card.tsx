'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { callApi } from '@/lib/shared/call-api'
import { settings } from '@/messages/settings'

const EMPTY = { currentPassword: '', password: '' }

/** Changes one's own password. */
export function PasswordCard({ email }: { readonly email: string }) {
  const t = useText(settings)
  const cache = useQueryClient()
  const [form, setForm] = useState(EMPTY)
  const change = useMutation({
    mutationFn: () => callApi('/api/account/password', { body: form }),
    onSuccess: async () => {
      setForm(EMPTY)
      await cache.invalidateQueries({ queryKey: ['own-sessions'] })
    },
  })
  const { error } = change
  const problem = problemsOf(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate()
  }
  return (
    <Card>
      <form onSubmit={submit} className="flex flex-col items-start gap-3.5" noValidate>
        {/* For password managers: whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField
          className="w-full"
          label={t.currentPassword}
          type="password"
          autoComplete="current-password"
          value={form.currentPassword}
          error={problem('currentPassword')}
          onChange={(event) => setForm({ ...form, currentPassword: event.target.value })}
        />
        <TextField
          className="w-full"
          label={t.newPassword}
          hint={t.newPasswordHint}
          type="password"
          autoComplete="new-password"
          value={form.password}
          error={problem('password')}
          onChange={(event) => setForm({ ...form, password: event.target.value })}
        />
        <FormFailure error={error} />
        {change.isSuccess ? (
          <Notice tone="ok" role="status">
            {t.passwordChanged}
          </Notice>
        ) : null}
        <Button type="submit" busy={change.isPending}>
          {t.changePassword}
        </Button>
      </form>
    </Card>
  )
}
