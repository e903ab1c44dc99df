'use client'

import { useEffect, useRef } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { clockIn } from '@/lib/shared/classroom/clock-in'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import type { Wall, WallTile } from '@/lib/shared/classroom/wall'
import { classWall } from '@/messages/class-wall'
import type { TileWords } from './use-tile-words'
import { WallGrid } from './wall-grid'
import styles from './wall-projector.module.css'
import { WallSentence } from './wall-sentence'

/** The wall for everybody in the room: large, by name, and without a word about who is stuck. */
export function WallProjector({
  wall,
  milestones,
  wordsOf,
  code,
  now,
  onLeave,
}: {
  readonly wall: Wall
  readonly milestones: readonly Milestone[]
  readonly wordsOf: (tile: WallTile) => TileWords
  readonly code: string | undefined
  readonly now: number
  readonly onLeave: () => void
}) {
  const t = useText(classWall)
  const screen = useRef<HTMLDivElement>(null)
  // The wall is drawn several times a second: the screen is filled once.
  const leaving = useRef(onLeave)
  useEffect(() => {
    leaving.current = onLeave
  })
  useEffect(() => {
    // Where a browser refuses, it fills the window all the same.
    screen.current?.requestFullscreen?.().catch(() => undefined)
    const leave = () => {
      if (document.fullscreenElement === null) leaving.current()
    }
    document.addEventListener('fullscreenchange', leave)
    return () => {
      document.removeEventListener('fullscreenchange', leave)
      if (document.fullscreenElement !== null) void document.exitFullscreen()
    }
  }, [])
  const { name, timeZone, endsAt } = wall.class
  const byName = [...wall.tiles].sort((one, other) => one.name.localeCompare(other.name))
  return (
    <div ref={screen} className={styles['screen']} data-projector="">
      <header className="mb-4 flex flex-wrap items-center gap-4">
        <h1 className="text-2xl font-semibold">{name}</h1>
        {code === undefined ? null : <span className="facts text-xl font-semibold">{t.code(code)}</span>}
        <span className="facts ml-auto text-2xl font-semibold" suppressHydrationWarning>
          {clockIn(timeZone, now)}{' '}
          <small className="text-base font-normal text-faint">{t.timeOf(clockIn(timeZone, endsAt))}</small>
        </span>
        <Button kind="quiet" size="small" onClick={onLeave}>
          {t.leaveProjector}
        </Button>
      </header>
      <WallSentence wall={wall} milestones={milestones} now={now} quiet />
      <ol className={styles['counts']}>
        {milestones.map(({ id, short }) => (
          <li key={id}>
            <strong className="facts text-xl">
              {wall.tiles.filter(({ reached }) => reached.some((each) => each.id === id)).length}
            </strong>{' '}
            <span className="text-soft">{short}</span>
          </li>
        ))}
      </ol>
      <WallGrid tiles={byName} wordsOf={wordsOf} milestones={milestones} quiet onOpen={() => undefined} />
      <p className="mt-3 text-xs text-faint">{t.projectorNote}</p>
    </div>
  )
}
