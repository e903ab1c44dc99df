'use client'

import { useNow } from '@/components/run-view/use-now'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Sentence } from '@/components/ui/sentence'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { classes } from '@/messages/classes'
import { isLent } from './class-part'
import { classTime } from './class-times'
import type { UsedClass } from './use-class'

/** How the class is, and the one next thing to do with it. */
export function ClassSentence({ used, onEnd }: { readonly used: UsedClass; readonly onEnd: () => void }) {
  const t = useText(classes)
  const { detail, busy, act } = used
  const now = useNow(detail.now, detail.state === 'planned')
  const params = { classId: detail.id }
  const [run] = detail.runs
  const watch =
    run === undefined ? null : (
      <LinkButton kind="primary" href={run.href}>
        {t.watch}
      </LinkButton>
    )
  const wall = (
    <LinkButton kind="primary" href={paths.classWall(params)}>
      {t.wall}
    </LinkButton>
  )
  if (detail.phase === 'attention') return <Sentence tone="bad" lead={t.attentionLead} action={watch} />
  if (detail.phase === 'ending')
    return (
      <Sentence tone="run" lead={t.endingLead} action={watch}>
        {t.endingWords}
      </Sentence>
    )
  if (detail.phase === 'ended')
    return (
      <Sentence tone={detail.receipt?.left === 0 ? 'ok' : 'warn'} lead={t.endedLead}>
        {detail.receipt === null ? null : t.endedLeft(detail.receipt.left)}
      </Sentence>
    )
  if (detail.state === 'over')
    return (
      <Sentence
        tone="warn"
        lead={t.overLead}
        action={
          <Button kind="primary" onClick={onEnd}>
            {t.end}
          </Button>
        }
      >
        {t.overWords}
      </Sentence>
    )
  if (detail.phase === 'warming')
    return (
      <Sentence tone="run" lead={t.warming} action={watch}>
        {detail.state === 'planned' ? t.beginsIn(clockDuration(detail.startsAt - now)) : t.liveWords}
      </Sentence>
    )
  const prewarm =
    detail.warm || isLent(detail.offer.provider) ? null : (
      <Button
        kind={detail.state === 'planned' ? 'primary' : 'plain'}
        busy={busy}
        title={t.prewarmNote}
        onClick={() => act(() => callApi('POST /api/classes/[classId]/prewarm', { params }))}
      >
        {t.prewarm}
      </Button>
    )
  return (
    <Sentence
      tone={detail.state === 'live' ? 'ok' : 'idle'}
      lead={
        detail.state === 'planned'
          ? t.plannedLead(classTime(detail.startsAt, detail.timeZone))
          : t.liveLead(detail.joined, detail.seats)
      }
      action={
        <>
          {prewarm}
          {detail.state === 'live' || prewarm === null ? wall : null}
        </>
      }
    >
      {detail.state === 'planned' ? `${t.beginsIn(clockDuration(detail.startsAt - now))}. ` : ''}
      {detail.warm ? t.warm : detail.state === 'planned' ? t.plannedWords : t.liveWords}
    </Sentence>
  )
}
