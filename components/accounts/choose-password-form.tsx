'use client'

import { type FormEvent, useEffect, useState } from 'react'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import { ApiFailure, callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { accounts } from '@/messages/accounts'
import { useLinkToken } from './use-link-token'

interface Person {
  readonly name: string
  readonly email: string
}

/** Somebody who was invited, or lost the password, chooses one with a one-time link. */
export function ChoosePasswordForm() {
  const t = useText(accounts)
  const [token] = useLinkToken()
  const [person, setPerson] = useState<Person>()
  const [trouble, setTrouble] = useState<string>()

  useEffect(() => {
    if (typeof token !== 'string') return
    const left = new AbortController()
    callApi<Person>('/api/accounts/password-link', { body: { token }, signal: left.signal }).then(
      setPerson,
      (error) => {
        if (!left.signal.aborted) setTrouble(failureOf(error).userMessage)
      },
    )
    return () => left.abort()
  }, [token])

  if (token === undefined) return null
  if (token !== null && person !== undefined) return <Choose token={token} person={person} />
  const said = token === null ? t.chooseMissing : trouble
  return (
    <Card className="flex flex-col items-start gap-3 p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.chooseTitle}</h1>
      {said === undefined ? (
        <p role="status" className="flex items-center gap-3">
          <Spinner />
          {t.checkingLink}
        </p>
      ) : (
        <>
          <p role="alert">{said}</p>
          <LinkButton href={paths.signIn()}>{t.toSignIn}</LinkButton>
        </>
      )}
    </Card>
  )
}

function Choose({ token, person }: { readonly token: string; readonly person: Person }) {
  const t = useText(accounts)
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const problem = error instanceof ApiFailure ? error.problemOf('password') : undefined

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await callApi('/api/accounts/choose-password', { body: { token, password } })
      location.assign(paths.home())
    } catch (failed) {
      setError(failed)
      setBusy(false)
    }
  }

  return (
    <Card className="p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.chooseTitle}</h1>
      <p className="mt-1 mb-4 text-soft">{t.chooseLead(person.name)}</p>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3.5" noValidate>
        <TextField label={t.email} type="email" name="email" autoComplete="username" readOnly value={person.email} />
        <TextField
          label={t.newPassword}
          hint={t.newPasswordHint}
          type="password"
          name="password"
          autoComplete="new-password"
          required
          value={password}
          error={problem}
          onChange={(event) => setPassword(event.target.value)}
        />
        {error === undefined || problem !== undefined ? null : (
          <Notice tone="bad" role="alert">
            {failureOf(error).userMessage}
          </Notice>
        )}
        <Button kind="primary" size="large" type="submit" busy={busy}>
          {t.choose}
        </Button>
      </form>
    </Card>
  )
}
