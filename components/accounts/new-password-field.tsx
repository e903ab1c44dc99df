'use client'

import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { accounts } from '@/messages/accounts'

/** Where an account's password is chosen. */
export function NewPasswordField({
  value,
  error,
  onChange,
}: {
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (password: string) => void
}) {
  const t = useText(accounts)
  return (
    <TextField
      label={t.newPassword}
      hint={t.newPasswordHint}
      type="password"
      name="password"
      autoComplete="new-password"
      required
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
