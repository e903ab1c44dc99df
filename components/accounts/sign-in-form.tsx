'use client'

import Link from 'next/link'
import { type FormEvent, useEffect, useState } from 'react'
import { leavePage } from '@/components/leave-page'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { Failure } from '@/lib/core/errors'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { accounts } from '@/messages/accounts'
import { SecondStep } from './second-step'
import { useSecondsUntil } from './use-wait'

/** `next` is where to go afterwards, already checked to be a page of this panel. */
export function SignInForm({ next }: { readonly next: string }) {
  const t = useText(accounts)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [secondStep, setSecondStep] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const [blockedUntil, setBlockedUntil] = useState<number>()
  const wait = useSecondsUntil(blockedUntil)
  // A set-up link that is spent leads here, and browsers carry its token along in the fragment.
  useEffect(() => {
    if (location.hash !== '') history.replaceState(null, '', `${location.pathname}${location.search}`)
  }, [])
  const waitText = wait < 90 ? t.waitSeconds(wait) : t.waitMinutes(Math.ceil(wait / 60))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || wait > 0) return
    setBusy(true)
    try {
      const { secondFactor } = await callApi('POST /api/auth/sign-in', { body: { email, password } })
      if (!secondFactor) return await leavePage(next)
      setPassword('')
      setFailure(undefined)
      setBusy(false)
      setSecondStep(true)
    } catch (error) {
      const failed = failureOf(error)
      const waitMs = failed.details['waitMs']
      setFailure(failed)
      setBlockedUntil(typeof waitMs === 'number' ? Date.now() + waitMs : undefined)
      setBusy(false)
    }
  }

  if (secondStep) return <SecondStep next={next} onAgain={() => setSecondStep(false)} />
  return (
    <Card className="p-5">
      <h1 className="mb-4 text-xl font-semibold tracking-tight">{t.signInTitle}</h1>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3.5" method="post">
        <TextField
          label={t.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label={t.password}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {failure === undefined ? null : (
          <Notice tone="bad" role="alert">
            {failure.code === 'too-many-requests' && wait === 0 ? null : failure.userMessage}
          </Notice>
        )}
        <Button kind="primary" size="large" type="submit" busy={busy} blockedBy={wait > 0 ? waitText : undefined}>
          {wait > 0 ? waitText : t.signIn}
        </Button>
      </form>
      <p className="mt-4 text-sm text-faint">{t.lostPassword}</p>
      <p className="mt-2 text-sm">
        <Link href={paths.join()} className="font-medium text-honey underline">
          {t.joinClass}
        </Link>
      </p>
    </Card>
  )
}
