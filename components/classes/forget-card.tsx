'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { SectionTitle } from '@/components/ui/page-header'
import { callApi } from '@/lib/shared/call-api'
import { dateTime } from '@/lib/shared/format-time'
import { classes } from '@/messages/classes'
import type { UsedClass } from './use-class'

/** What is kept of the students of a class that has ended, for how long, and the way to end that now. */
export function ForgetCard({ used: { detail, busy, act } }: { readonly used: UsedClass }) {
  const t = useText(classes)
  const params = { classId: detail.id }
  const forget = (how: 'anonymise' | 'delete') => () =>
    act(() => callApi('POST /api/classes/[classId]/forget', { params, body: { how } }))
  return (
    <>
      <SectionTitle>{t.forgetTitle}</SectionTitle>
      <Card className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-60" suppressHydrationWarning>
          {detail.forgottenAt !== null
            ? t.forgotten(dateTime(detail.forgottenAt))
            : detail.forgetAt === null
              ? t.kept
              : t.forgetAt(t.afterwardsWays[detail.afterwards], dateTime(detail.forgetAt))}
        </p>
        <Button busy={busy} onClick={forget('anonymise')}>
          {t.anonymise}
        </Button>
        <Button kind="danger" busy={busy} onClick={forget('delete')}>
          {t.forget}
        </Button>
      </Card>
    </>
  )
}
