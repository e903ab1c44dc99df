'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useNow } from '@/components/run-view/use-now'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button, LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { callApi } from '@/lib/shared/call-api'
import { milestonesOn } from '@/lib/shared/classroom/all-milestones'
import { clockIn } from '@/lib/shared/classroom/clock-in'
import { handPlaces, inOrderOfNeed, needsHelp, type Wall, type WallTile } from '@/lib/shared/classroom/wall'
import { paths } from '@/lib/shared/paths'
import { classWall } from '@/messages/class-wall'
import { SeatsRefusedNotice } from './seats-refused-notice'
import { useClassAct } from './use-class-act'
import { useTileWords } from './use-tile-words'
import { useWall } from './use-wall'
import { WallGrid } from './wall-grid'
import { WallList } from './wall-list'
import { WallProjector } from './wall-projector'
import { WallSentence } from './wall-sentence'

const StudentDialog = dynamic(() => import('./student-dialog'), { ssr: false })
const MessageDialog = dynamic(() => import('./message-dialog'), { ssr: false })
const EndClassDialog = dynamic(() => import('./end-class-dialog'), { ssr: false })

const MORE_MINUTES = 15

type Open =
  | { readonly what: 'student'; readonly id: string }
  | { readonly what: 'message'; readonly to?: string }
  | { readonly what: 'end' }
  | undefined

/** The teacher's wall: everybody of the class, who needs help first, as it happens. */
export function WallScreen({
  initial,
  teacherId,
  code,
  now: serverNow,
}: {
  readonly initial: Wall
  readonly teacherId: string
  /** The code that is in force, as it is shown. */
  readonly code: string | undefined
  readonly now: number
}) {
  const t = useText(classWall)
  const router = useRouter()
  const { wall, connection } = useWall(initial)
  const now = useNow(serverNow, true)
  const { busy, error, act } = useClassAct()
  const [open, setOpen] = useState<Open>()
  const [view, setView] = useState<'tiles' | 'list'>('tiles')
  const [onlyNeed, setOnlyNeed] = useState(false)
  const [projecting, setProjecting] = useState(false)
  const { id: classId, name, timeZone, endsAt, paused, practice, phase } = wall.class
  const milestones = milestonesOn(practice)
  const places = handPlaces(wall.tiles.flatMap(({ id, hand }) => (hand === null ? [] : [{ id, at: hand.at }])))
  const wordsOf = useTileWords(teacherId, now, milestones.length, places)
  const ordered = inOrderOfNeed(wall.tiles)
  const shown = onlyNeed ? ordered.filter(needsHelp) : ordered
  const next = ordered.find((tile) => needsHelp(tile) && tile.claim === null)
  const openTile = open?.what === 'student' ? wall.tiles.find(({ id }) => id === open.id) : undefined
  const params = { classId }

  const openStudent = (tile: WallTile) => {
    setOpen({ what: 'student', id: tile.id })
    if (!needsHelp(tile) || tile.claim !== null) return
    act(() =>
      callApi('PUT /api/classes/[classId]/students/[studentId]/claim', {
        params: { classId, studentId: tile.id },
        body: { claimed: true },
      }),
    )
  }

  if (projecting)
    return (
      <WallProjector
        wall={wall}
        milestones={milestones}
        wordsOf={wordsOf}
        code={code}
        now={now}
        onLeave={() => setProjecting(false)}
      />
    )
  const isOver = phase === 'ended' || phase === 'ending'
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t.classes, href: paths.classes() },
          { label: name, href: paths.class({ classId }) },
        ]}
        title={name}
        badge={
          <>
            <ConnectionBadge connection={connection} />
            {paused ? <Badge tone="warn">{t.paused}</Badge> : null}
            {phase === 'ended' ? <Badge>{t.ended}</Badge> : null}
          </>
        }
      >
        <span className="facts mr-1 text-lg font-semibold" suppressHydrationWarning>
          {clockIn(timeZone, now)}{' '}
          <small className="text-xs font-normal text-faint">{t.timeOf(clockIn(timeZone, endsAt))}</small>
        </span>
        <LinkButton href={paths.classCode({ classId })}>{code === undefined ? t.noCode : t.code(code)}</LinkButton>
        <Button onClick={() => setOpen({ what: 'message' })}>{t.messageAll}</Button>
        <Button
          busy={busy}
          onClick={() =>
            act(() => callApi('POST /api/classes/[classId]/extend', { params, body: { minutes: MORE_MINUTES } }))
          }
        >
          {t.extendAll(MORE_MINUTES)}
        </Button>
        <Button
          busy={busy}
          onClick={() => act(() => callApi('PUT /api/classes/[classId]/paused', { params, body: { paused: !paused } }))}
        >
          {paused ? t.goOn : t.pauseAll}
        </Button>
        {isOver ? null : (
          <Button kind="quiet" onClick={() => setOpen({ what: 'end' })}>
            {t.end}
          </Button>
        )}
      </PageHeader>
      <FormFailure error={error} />
      <SeatsRefusedNotice at={wall.class.seatsRefusedAt} timeZone={timeZone} />
      <WallSentence
        wall={wall}
        milestones={milestones}
        now={now}
        next={next}
        nextName={next && wordsOf(next).name}
        onGo={openStudent}
      />
      <div className="my-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <ol className="flex flex-wrap gap-x-4 text-xs text-faint">
          {milestones.map(({ id, short }, place) => (
            <li key={id}>
              {place + 1} {short}
            </li>
          ))}
        </ol>
        <div className="ml-auto flex flex-wrap gap-1">
          <Button kind="quiet" size="small" aria-pressed={onlyNeed} onClick={() => setOnlyNeed(!onlyNeed)}>
            {t.onlyNeed}
          </Button>
          <Button kind="quiet" size="small" onClick={() => setView(view === 'tiles' ? 'list' : 'tiles')}>
            {view === 'tiles' ? t.asList : t.asTiles}
          </Button>
          <Button kind="quiet" size="small" onClick={() => setProjecting(true)}>
            {t.projector}
          </Button>
        </div>
      </div>
      {wall.tiles.length === 0 ? (
        <EmptyState
          title={t.empty}
          action={
            <LinkButton kind="primary" href={paths.class({ classId })}>
              {t.toClass}
            </LinkButton>
          }
        >
          {t.emptyWords}
        </EmptyState>
      ) : view === 'tiles' ? (
        <WallGrid tiles={shown} wordsOf={wordsOf} milestones={milestones} onOpen={openStudent} />
      ) : (
        <WallList tiles={shown} wordsOf={wordsOf} milestones={milestones} onOpen={openStudent} />
      )}
      {openTile === undefined ? null : (
        <StudentDialog
          classId={classId}
          tile={openTile}
          words={wordsOf(openTile)}
          milestones={milestones}
          timeZone={timeZone}
          isMine={openTile.claim?.teacherId === teacherId}
          onMessage={() => setOpen({ what: 'message', to: openTile.id })}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open?.what === 'message' ? (
        <MessageDialog
          classId={classId}
          student={nameOf(wall.tiles, open.to, wordsOf)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open?.what === 'end' ? (
        <EndClassDialog
          classId={classId}
          name={name}
          clusters={wall.tiles.filter(({ cluster }) => cluster !== null && cluster.phase !== 'deleted').length}
          onEnded={(href) => router.push(href)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}

function nameOf(tiles: readonly WallTile[], id: string | undefined, wordsOf: ReturnType<typeof useTileWords>) {
  const tile = tiles.find((each) => each.id === id)
  return tile === undefined ? undefined : { id: tile.id, name: wordsOf(tile).name }
}
