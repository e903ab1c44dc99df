'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { leavePage } from '@/components/leave-page'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import type { SecondStep } from '@/lib/contracts/second-factor'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { secondStep } from '@/messages/second-step'

/** The second screen of signing in. `next` is where to go afterwards; `onAgain` leads back to the password. */
export default function SecondStepForm({ next, onAgain }: { readonly next: string; readonly onAgain: () => void }) {
  const t = useText(secondStep)
  const [kind, setKind] = useState<SecondStep['kind']>('app')
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const form = useRef<HTMLFormElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when the other kind of code is asked for
  useEffect(() => form.current?.querySelector('input')?.focus(), [kind])
  const switchTo = (wanted: SecondStep['kind']) => {
    setKind(wanted)
    setCode('')
    setError(undefined)
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await callApi('POST /api/auth/second-factor', { body: { kind, code } })
      await leavePage(next)
    } catch (failed) {
      setError(failed)
      setBusy(false)
    }
  }

  const app = kind === 'app'
  const over = error !== undefined && failureOf(error).code === 'half-done-sign-in-over'
  return (
    <Card className="p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.title}</h1>
      <p className="mt-1 mb-4 text-soft">{app ? t.lead : t.recoveryLead}</p>
      <form
        ref={form}
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-3.5"
        method="post"
        noValidate
      >
        <TextField
          key={kind}
          label={app ? t.code : t.recoveryCode}
          name="code"
          mono
          autoComplete={app ? 'one-time-code' : 'off'}
          inputMode={app ? 'numeric' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
          value={code}
          error={problemsOf(error)('code')}
          onChange={(event) => setCode(event.target.value)}
        />
        <FormFailure error={error} />
        {over ? null : (
          <Button kind="primary" size="large" type="submit" busy={busy}>
            {t.enter}
          </Button>
        )}
        <div className="flex flex-wrap justify-between gap-2">
          <Button kind="quiet" size="small" onClick={() => switchTo(app ? 'recovery' : 'app')}>
            {app ? t.useRecovery : t.useApp}
          </Button>
          <Button kind={over ? 'primary' : 'quiet'} size="small" onClick={onAgain}>
            {t.startAgain}
          </Button>
        </div>
      </form>
      <p className="mt-4 text-sm text-faint">{t.lost}</p>
    </Card>
  )
}
