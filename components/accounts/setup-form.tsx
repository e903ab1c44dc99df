'use client'

import { type FormEvent, useEffect, useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { TextField } from '@/components/ui/field'
import type { SetupForm as SetupFields } from '@/lib/contracts/accounts'
import type { Failure } from '@/lib/core/errors'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { accounts } from '@/messages/accounts'
import { CheckingLink } from './checking-link'
import { NewPasswordField } from './new-password-field'
import { useEntryForm } from './use-entry-form'
import { tokenIn, useLinkToken } from './use-link-token'

/** The first run: check the one-time link, then make the first admin. */
export function SetupForm() {
  const t = useText(accounts)
  const [token, setToken] = useLinkToken()
  const [checked, setChecked] = useState<{ readonly token: string; readonly failure: Failure | undefined }>()

  useEffect(() => {
    if (typeof token !== 'string') return
    const left = new AbortController()
    callApi('POST /api/setup/check', { body: { token }, signal: left.signal }).then(
      () => setChecked({ token, failure: undefined }),
      (error) => {
        if (!left.signal.aborted) setChecked({ token, failure: failureOf(error) })
      },
    )
    return () => left.abort()
  }, [token])

  if (token === undefined) return null
  if (token === null) return <MissingLink onToken={setToken} />
  if (checked?.token !== token) {
    return (
      <Card className="p-5">
        <CheckingLink />
      </Card>
    )
  }
  if (checked.failure !== undefined) {
    return (
      <Card className="flex flex-col items-start gap-3 p-5">
        <h1 className="text-xl font-semibold tracking-tight">{t.linkSpent}</h1>
        <p role="alert">{checked.failure.userMessage}</p>
        <WhereIsIt />
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setToken(null)}>{t.anotherLink}</Button>
          <LinkButton href={paths.signIn()} kind="quiet" prefetch={false}>
            {t.toSignIn}
          </LinkButton>
        </div>
      </Card>
    )
  }
  return <FirstAdmin token={token} />
}

function MissingLink({ onToken }: { readonly onToken: (token: string) => void }) {
  const t = useText(accounts)
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = tokenIn(text)
    if (found === undefined) setError(t.linkNotComplete)
    else onToken(found)
  }
  return (
    <Card className="flex flex-col gap-4 p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.linkMissingTitle}</h1>
      <p className="text-soft">{t.linkMissing}</p>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={t.pasteLink}
          mono
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={error}
          onChange={(event) => {
            setText(event.target.value)
            setError(undefined)
          }}
        />
        <Button kind="primary" type="submit">
          {t.useLink}
        </Button>
      </form>
      <WhereIsIt />
    </Card>
  )
}

function WhereIsIt() {
  const t = useText(accounts)
  return (
    <section className="w-full text-sm text-soft">
      <h2 className="mb-1 font-semibold text-ink">{t.whereIsIt}</h2>
      <ul className="list-disc space-y-1 pl-5">
        <li>{t.whereStart}</li>
        <li>
          {t.whereCompose}
          <CodeBlock text={t.whereComposeCommand} label={t.whereCompose} className="mt-1" />
        </li>
        <li>{t.whereAgain}</li>
      </ul>
    </section>
  )
}

function FirstAdmin({ token }: { readonly token: string }) {
  const t = useText(accounts)
  const [form, setForm] = useState({ name: '', email: '', password: '' })
  const { busy, error, problem, send } = useEntryForm(async (body: SetupFields) => {
    await callApi('POST /api/setup', { body })
    return { secondFactor: false }
  })
  return (
    <Card className="p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.setupTitle}</h1>
      <p className="mt-1 mb-4 text-soft">{t.setupLead}</p>
      <form onSubmit={(event) => void send(event, { token, ...form })} className="flex flex-col gap-3.5" noValidate>
        <TextField
          label={t.name}
          hint={t.nameHint}
          name="name"
          autoComplete="name"
          required
          value={form.name}
          error={problem('name')}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
        <TextField
          label={t.email}
          hint={t.emailHint}
          type="email"
          name="email"
          autoComplete="username"
          required
          value={form.email}
          error={problem('email')}
          onChange={(event) => setForm({ ...form, email: event.target.value })}
        />
        <NewPasswordField
          value={form.password}
          error={problem('password')}
          onChange={(password) => setForm({ ...form, password })}
        />
        <FormFailure error={error} />
        <Button kind="primary" size="large" type="submit" busy={busy}>
          {t.createAccount}
        </Button>
      </form>
    </Card>
  )
}
