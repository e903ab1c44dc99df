'use client'

import { useMutation } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { TextField } from '@/components/ui/field'
import type { AnswerOf } from '@/lib/contracts/endpoints'
import { callApi } from '@/lib/shared/call-api'
import { secondFactor } from '@/messages/second-factor'
import { PasswordStep } from './password-step'
import { RecoveryCodes } from './recovery-codes'

const QrCode = dynamic(() => import('@/components/ui/qr-code'), { ssr: false })

/** Password, QR code with a code that proves it, recovery codes: then it is on. */
export function SetUpSteps({ email, onDone }: { readonly email: string; readonly onDone: () => void }) {
  const t = useText(secondFactor)
  const begin = useMutation({
    mutationFn: (password: string) => callApi('POST /api/account/second-factor', { body: { password } }),
  })
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes !== undefined) return <RecoveryCodes codes={codes} email={email} onKept={onDone} />
  if (begin.data !== undefined) return <ScanStep made={begin.data} onCodes={setCodes} />
  return (
    <PasswordStep email={email} action={t.next} change={begin} onPassword={(password) => begin.mutate(password)}>
      <p className="text-soft">{t.lead}</p>
    </PasswordStep>
  )
}

function ScanStep({
  made,
  onCodes,
}: {
  readonly made: AnswerOf<'POST /api/account/second-factor'>
  readonly onCodes: (codes: readonly string[]) => void
}) {
  const t = useText(secondFactor)
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => callApi('POST /api/account/second-factor/confirm', { body: { code } }),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  })
  return (
    <form
      className="flex flex-col gap-3.5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!confirm.isPending) confirm.mutate()
      }}
    >
      <p className="text-soft">{t.scanLead}</p>
      <div className="grid min-h-56 place-items-center">
        <QrCode text={made.uri} label={t.qr} />
      </div>
      <p className="text-sm text-soft">{t.byHand}</p>
      <CodeBlock wrap label={t.key} text={made.secret} />
      <TextField
        label={t.code}
        mono
        name="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        error={problemsOf(confirm.error)('code')}
        onChange={(event) => setCode(event.target.value)}
      />
      <FormFailure error={confirm.error} />
      <Button kind="primary" type="submit" busy={confirm.isPending}>
        {t.confirm}
      </Button>
    </form>
  )
}
