'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import type { AttendedClass } from '@/lib/contracts/attending'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { attending } from '@/messages/attending'
import { useAct } from './use-act'

const ORANGE_MS = 15 * 60_000
const RED_MS = 5 * 60_000

/** How long it still goes: of the cluster where it ends by itself, with more in one click; else of the class. */
export function TimeLeft({
  cluster,
  endsAt,
  now,
  blocked,
  onExtended,
}: {
  readonly cluster: AttendedClass['clusters'][number] | undefined
  readonly endsAt: number
  readonly now: number
  readonly blocked: boolean
  readonly onExtended: () => Promise<unknown>
}) {
  const t = useText(attending)
  const { busy, error, act } = useAct(onExtended)
  const end = cluster?.endsAt ?? null
  const leftMs = (end ?? endsAt) - now
  const color = end === null || leftMs > ORANGE_MS ? '' : leftMs > RED_MS ? 'text-warn' : 'text-bad'
  return (
    <>
      <span
        className={clsx('facts text-lg font-semibold', color)}
        title={color === '' ? undefined : t.endsSoon}
        suppressHydrationWarning
      >
        {leftMs <= 0 ? (
          <small className="text-xs font-normal">{t.over}</small>
        ) : (
          <>
            {clockDuration(leftMs)}{' '}
            <small className="text-xs font-normal text-faint">{end === null ? t.leftOfClass : t.left}</small>
          </>
        )}
      </span>
      {end === null || cluster === undefined || blocked ? null : (
        <Button
          busy={busy}
          title={error === null ? undefined : failureOf(error).userMessage}
          onClick={() =>
            act(() => callApi('POST /api/clusters/[clusterId]/lifetime', { params: { clusterId: cluster.id } }))
          }
        >
          {t.extend}
        </Button>
      )}
      {error === null ? null : (
        <span role="alert" className="text-sm text-bad">
          {failureOf(error).userMessage}
        </span>
      )}
    </>
  )
}
