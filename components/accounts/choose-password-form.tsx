'use client'

import { useEffect, useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { leavePage } from '@/components/leave-page'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import type { ChosenPassword } from '@/lib/contracts/accounts'
import type { AnswerOf } from '@/lib/contracts/endpoints'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { accounts } from '@/messages/accounts'
import { CheckingLink } from './checking-link'
import { NewPasswordField } from './new-password-field'
import { SecondStep } from './second-step'
import { useEntryForm } from './use-entry-form'
import { useLinkToken } from './use-link-token'

type Person = AnswerOf<'POST /api/accounts/password-link'>

/** Somebody who was invited, or lost the password, chooses one with a one-time link. */
export function ChoosePasswordForm() {
  const t = useText(accounts)
  const [token] = useLinkToken()
  const [person, setPerson] = useState<Person>()
  const [trouble, setTrouble] = useState<string>()

  useEffect(() => {
    if (typeof token !== 'string') return
    const left = new AbortController()
    callApi('POST /api/accounts/password-link', { body: { token }, signal: left.signal }).then(setPerson, (error) => {
      if (!left.signal.aborted) setTrouble(failureOf(error).userMessage)
    })
    return () => left.abort()
  }, [token])

  if (token === undefined) return null
  if (token !== null && person !== undefined) return <Choose token={token} person={person} />
  const said = token === null ? t.chooseMissing : trouble
  return (
    <Card className="flex flex-col items-start gap-3 p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.chooseTitle}</h1>
      {said === undefined ? (
        <CheckingLink />
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
  const { busy, error, problem, secondStep, send } = useEntryForm((body: ChosenPassword) =>
    callApi('POST /api/accounts/choose-password', { body }),
  )

  if (secondStep) return <SecondStep next={paths.home()} onAgain={() => void leavePage(paths.signIn())} />
  return (
    <Card className="p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.chooseTitle}</h1>
      <p className="mt-1 mb-4 text-soft">{t.chooseLead(person.name)}</p>
      <form onSubmit={(event) => void send(event, { token, password })} className="flex flex-col gap-3.5" noValidate>
        <TextField label={t.email} type="email" name="email" autoComplete="username" readOnly value={person.email} />
        <NewPasswordField value={password} error={problem('password')} onChange={setPassword} />
        <FormFailure error={error} />
        <Button kind="primary" size="large" type="submit" busy={busy}>
          {t.choose}
        </Button>
      </form>
    </Card>
  )
}
