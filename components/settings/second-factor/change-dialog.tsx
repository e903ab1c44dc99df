'use client'

import { useMutation } from '@tanstack/react-query'
import { useText } from '@/components/text'
import { Dialog } from '@/components/ui/dialog'
import { callApi } from '@/lib/shared/call-api'
import { secondFactor } from '@/messages/second-factor'
import { PasswordStep } from './password-step'
import { RecoveryCodes } from './recovery-codes'
import { SetUpSteps } from './set-up-steps'

export type SecondFactorChange = 'on' | 'off' | 'renew'

interface Props {
  readonly email: string
  readonly onClose: () => void
}

/** One of the changes of one's two-step sign-in. Load it lazily. */
export default function ChangeDialog({ change, ...props }: Props & { readonly change: SecondFactorChange }) {
  const Form = FORMS[change]
  return <Form {...props} />
}

function SwitchOn({ email, onClose }: Props) {
  const t = useText(secondFactor)
  return (
    <Dialog open onClose={onClose} title={t.title}>
      <SetUpSteps email={email} onDone={onClose} />
    </Dialog>
  )
}

function SwitchOff({ email, onClose }: Props) {
  const t = useText(secondFactor)
  const off = useMutation({
    mutationFn: (password: string) => callApi('DELETE /api/account/second-factor', { body: { password } }),
    onSuccess: onClose,
  })
  return (
    <Dialog open onClose={onClose} title={t.offTitle}>
      <PasswordStep
        email={email}
        action={t.offNow}
        kind="danger"
        change={off}
        onPassword={(password) => off.mutate(password)}
      >
        <p>{t.offLead}</p>
      </PasswordStep>
    </Dialog>
  )
}

function Renew({ email, onClose }: Props) {
  const t = useText(secondFactor)
  const renew = useMutation({
    mutationFn: (password: string) => callApi('POST /api/account/second-factor/recovery-codes', { body: { password } }),
  })
  const made = renew.data?.recoveryCodes
  return (
    <Dialog open onClose={onClose} title={made === undefined ? t.renewTitle : t.codesTitle}>
      {made === undefined ? (
        <PasswordStep
          email={email}
          action={t.renewNow}
          change={renew}
          onPassword={(password) => renew.mutate(password)}
        >
          <p>{t.renewLead}</p>
        </PasswordStep>
      ) : (
        <RecoveryCodes codes={made} email={email} onKept={onClose} />
      )}
    </Dialog>
  )
}

const FORMS = { on: SwitchOn, off: SwitchOff, renew: Renew } satisfies Record<SecondFactorChange, unknown>
