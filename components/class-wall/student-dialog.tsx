'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { callApi } from '@/lib/shared/call-api'
import { clockIn } from '@/lib/shared/classroom/clock-in'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import { needsHelp, type WallTile } from '@/lib/shared/classroom/wall'
import { paths } from '@/lib/shared/paths'
import { classWall } from '@/messages/class-wall'
import { useClassAct } from './use-class-act'
import type { TileWords } from './use-tile-words'

const MORE_MINUTES = 15

/** One student: why they need help, what they have reached, and everything that a teacher can do for them. */
export default function StudentDialog({
  classId,
  tile,
  words,
  milestones,
  timeZone,
  isMine,
  onMessage,
  onClose,
}: {
  readonly classId: string
  readonly tile: WallTile
  readonly words: TileWords
  readonly milestones: readonly Milestone[]
  /** Of the class. */
  readonly timeZone: string
  /** This teacher is on the way. */
  readonly isMine: boolean
  readonly onMessage: () => void
  readonly onClose: () => void
}) {
  const t = useText(classWall)
  const router = useRouter()
  const { busy, error, act } = useClassAct()
  const [fresh, setFresh] = useState<{ readonly link: string; readonly words: string }>()
  const params = { classId, studentId: tile.id }
  const studentIds = [tile.id]
  const visit = (mode: 'look' | 'assist') =>
    act(async () => {
      const { clusterIds } = await callApi('PUT /api/classes/[classId]/students/[studentId]/visit', {
        params,
        body: { mode },
      })
      const clusterId = tile.cluster?.id ?? clusterIds.at(-1)
      if (clusterId !== undefined) router.push(paths.cluster({ clusterId }))
    })
  const renew = () =>
    act(async () => {
      const { path } = await callApi('POST /api/classes/[classId]/students/[studentId]/link', { params })
      const answer = await callApi('POST /api/classes/[classId]/students/[studentId]/words', { params })
      setFresh({ link: `${location.origin}${path}`, words: answer.words })
    })
  const noCluster = tile.cluster === null || tile.cluster.phase === 'deleted' ? t.noCluster : undefined
  return (
    <Dialog open onClose={onClose} title={words.name}>
      <div className="flex flex-col gap-3.5">
        <p className="text-soft">
          {words.word} · {t.reachedOf(tile.reached.length, milestones.length)}
          {words.who === undefined ? null : <> · {words.who}</>}
        </p>
        {words.why.length === 0 ? null : (
          <Notice tone="warn">
            {words.why.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Notice>
        )}
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" busy={busy} blockedBy={noCluster} onClick={() => visit('look')}>
            {t.lookAt}
          </Button>
          <Button busy={busy} blockedBy={noCluster} onClick={() => visit('assist')}>
            {t.assist}
          </Button>
          <Button onClick={onMessage}>{t.messageOne}</Button>
          {needsHelp(tile) || tile.claim !== null ? (
            <Button
              busy={busy}
              onClick={() =>
                act(() =>
                  callApi('PUT /api/classes/[classId]/students/[studentId]/claim', {
                    params,
                    body: { claimed: !isMine },
                  }),
                )
              }
            >
              {isMine ? t.letGo : t.claim}
            </Button>
          ) : null}
          {tile.hand === null ? null : (
            <Button
              busy={busy}
              onClick={() =>
                act(() => callApi('DELETE /api/classes/[classId]/students/[studentId]/hand', { params }), onClose)
              }
            >
              {t.handDown}
            </Button>
          )}
          <Button
            busy={busy}
            onClick={() =>
              act(() =>
                callApi('POST /api/classes/[classId]/extend', {
                  params: { classId },
                  body: { minutes: MORE_MINUTES, studentIds },
                }),
              )
            }
          >
            {t.extendOne(MORE_MINUTES)}
          </Button>
          <Button
            busy={busy}
            onClick={() =>
              act(() =>
                callApi('PUT /api/classes/[classId]/paused', {
                  params: { classId },
                  body: { paused: !tile.paused, studentIds },
                }),
              )
            }
          >
            {tile.paused ? t.goOnOne : t.pauseOne}
          </Button>
        </div>
        <p className="text-xs text-faint">{t.visitNote}</p>
        <section aria-label={t.reachedTitle}>
          <h3 className="text-sm font-semibold text-soft">{t.reachedTitle}</h3>
          {tile.reached.length === 0 ? <p className="text-sm text-faint">{t.nothingReached}</p> : null}
          <ol className="text-sm">
            {milestones.flatMap(({ id, title }) => {
              const found = tile.reached.find((each) => each.id === id)
              return found === undefined
                ? []
                : [
                    <li key={id} className="flex gap-2 py-0.5">
                      <span className="flex-1">{title}</span>
                      <time className="facts text-faint" dateTime={new Date(found.at).toISOString()}>
                        {clockIn(timeZone, found.at)}
                      </time>
                    </li>,
                  ]
            })}
          </ol>
        </section>
        {fresh === undefined ? (
          <div>
            <Button kind="quiet" size="small" busy={busy} onClick={renew}>
              {t.newLink}
            </Button>
            <p className="text-xs text-faint">{t.newLinkNote}</p>
          </div>
        ) : (
          <Notice tone="ok" role="status">
            <p>
              {t.newWords} <strong className="facts">{fresh.words}</strong>
            </p>
            <p className="flex flex-wrap items-center gap-2">
              {t.newLinkIs} <CopyButton text={fresh.link} />
            </p>
          </Notice>
        )}
        <FormFailure error={error} />
      </div>
    </Dialog>
  )
}
