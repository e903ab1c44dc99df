'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { TimeAgo } from '@/components/ui/time-ago'
import type { SecondFactorState } from '@/lib/contracts/second-factor'
import { callApi } from '@/lib/shared/call-api'
import { secondFactor } from '@/messages/second-factor'
import type { SecondFactorChange } from './change-dialog'

const ChangeDialog = dynamic(() => import('./change-dialog'), { ssr: false })

const KEY = ['own-second-factor']
const FEW_CODES = 3

/** Whether one's own two-step sign-in is on, and the ways to change it. */
export function SecondFactorCard({ initial, email }: { readonly initial: SecondFactorState; readonly email: string }) {
  const t = useText(secondFactor)
  const cache = useQueryClient()
  const [change, setChange] = useState<SecondFactorChange>()
  const { on, since, recoveryCodesLeft, demanded } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi('GET /api/account/second-factor', { signal }),
    initialData: initial,
  }).data
  const close = () => {
    setChange(undefined)
    for (const queryKey of [KEY, ['own-sessions'], ['own-notices']]) void cache.invalidateQueries({ queryKey })
  }
  return (
    <Card className="flex flex-col items-start gap-3">
      <p className="text-soft">{t.lead}</p>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={on ? 'ok' : 'idle'}>{on ? t.on : t.off}</Badge>
        {since === undefined ? null : (
          <span className="text-sm text-soft">
            {t.since} <TimeAgo at={since} /> · {t.codesLeft(recoveryCodesLeft)}
          </span>
        )}
      </p>
      {on && recoveryCodesLeft <= FEW_CODES ? <Notice tone="warn">{t.fewCodes}</Notice> : null}
      <div className="flex flex-wrap gap-2">
        {on ? (
          <>
            <Button onClick={() => setChange('renew')}>{t.renew}</Button>
            <Button kind="danger" blockedBy={demanded ? t.demanded : undefined} onClick={() => setChange('off')}>
              {t.switchOff}
            </Button>
          </>
        ) : (
          <Button kind="primary" onClick={() => setChange('on')}>
            {t.switchOn}
          </Button>
        )}
      </div>
      {change === undefined ? null : <ChangeDialog change={change} email={email} onClose={close} />}
    </Card>
  )
}
