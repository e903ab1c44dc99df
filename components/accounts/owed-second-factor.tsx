'use client'

import { useState } from 'react'
import { leavePage } from '@/components/leave-page'
import { SetUpSteps } from '@/components/settings/second-factor/set-up-steps'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { secondFactor } from '@/messages/second-factor'

/** For an admin of whom a second factor is demanded: set it up, or leave. */
export function OwedSecondFactor({ email }: { readonly email: string }) {
  const t = useText(secondFactor)
  const [leaving, setLeaving] = useState(false)
  const signOut = () => {
    setLeaving(true)
    void leavePage(paths.signIn(), () => callApi('POST /api/auth/sign-out'))
  }
  return (
    <Card className="flex flex-col gap-3.5 p-5">
      <h1 className="text-xl font-semibold tracking-tight">{t.owedTitle}</h1>
      <p className="text-soft">{t.owedLead}</p>
      <SetUpSteps email={email} onDone={() => void leavePage(paths.home())} />
      <Button kind="quiet" size="small" className="self-start" busy={leaving} onClick={signOut}>
        {t.signOut}
      </Button>
    </Card>
  )
}
