'use client'

import { type ReactNode, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button, type ButtonKind } from '@/components/ui/button'
import { TextField } from '@/components/ui/field'
import { secondFactor } from '@/messages/second-factor'

/** Asks for the password again before something that a found-open browser must not do. */
export function PasswordStep({
  email,
  action,
  kind = 'primary',
  change,
  onPassword,
  children,
}: {
  readonly email: string
  readonly action: string
  readonly kind?: ButtonKind
  readonly change: { readonly isPending: boolean; readonly error: unknown }
  readonly onPassword: (password: string) => void
  readonly children: ReactNode
}) {
  const t = useText(secondFactor)
  const [password, setPassword] = useState('')
  return (
    <form
      className="flex flex-col gap-3.5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending) onPassword(password)
      }}
    >
      {children}
      {/* For password managers: whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <TextField
        label={t.password}
        hint={t.passwordWhy}
        type="password"
        autoComplete="current-password"
        value={password}
        error={problemsOf(change.error)('password')}
        onChange={(event) => setPassword(event.target.value)}
      />
      <FormFailure error={change.error} />
      <Button kind={kind} type="submit" busy={change.isPending}>
        {action}
      </Button>
    </form>
  )
}
