'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
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
    mutationFn: () => callApi('POST /api/account/password', { body: form }),
    onSuccess: async () => {
      setForm(EMPTY)
      await cache.invalidateQueries({ queryKey: ['own-sessions'] })
    },
  })
  const problem = problemsOf(change.error)
  return (
    <FormCard change={change} action={t.changePassword} onSubmit={() => change.mutate()}>
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
      {change.isSuccess ? (
        <Notice tone="ok" role="status">
          {t.passwordChanged}
        </Notice>
      ) : null}
    </FormCard>
  )
}
