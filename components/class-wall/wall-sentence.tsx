'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Sentence } from '@/components/ui/sentence'
import { clockIn } from '@/lib/shared/classroom/clock-in'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import { estimatedEnd, needsHelp, tileState, type Wall, type WallTile } from '@/lib/shared/classroom/wall'
import { classWall } from '@/messages/class-wall'

/** The class in one sentence: who is here, who needs somebody, and whether the time will do. */
export function WallSentence({
  wall,
  milestones,
  now,
  next,
  nextName,
  quiet = false,
  onGo,
}: {
  readonly wall: Wall
  readonly milestones: readonly Milestone[]
  readonly now: number
  /** Who should be helped next. */
  readonly next?: WallTile | undefined
  readonly nextName?: string | undefined
  /** Says nothing of trouble. */
  readonly quiet?: boolean
  readonly onGo?: (tile: WallTile) => void
}) {
  const t = useText(classWall)
  const { tiles } = wall
  const states = tiles.map((tile) => tileState(tile, milestones.length))
  const count = (...which: readonly string[]) => states.filter((state) => which.includes(state)).length
  const here = tiles.filter(({ joinedAt }) => joinedAt !== null).length
  const needing = tiles.filter(needsHelp).length
  const goingOn = count('working', 'creating', 'deleting')
  const end = estimatedEnd(
    wall,
    milestones.map(({ id }) => id),
    now,
  )
  const lead = [
    t.here(here, tiles.length),
    goingOn === 0 ? '' : t.onTheirWay(goingOn),
    count('done') === 0 ? '' : t.done(count('done')),
    tiles.length === 0 ? '' : quiet ? '.' : t.needSomebody(needing),
  ].join('')
  return (
    <Sentence
      tone={!quiet && needing > 0 ? 'bad' : 'ok'}
      lead={lead}
      action={
        next === undefined || onGo === undefined ? null : (
          <Button kind="primary" onClick={() => onGo(next)}>
            {t.goTo(nextName ?? next.name)}
          </Button>
        )
      }
    >
      {here === 0
        ? null
        : end === undefined
          ? t.noPace
          : t.pace(clockIn(wall.class.timeZone, end), wall.class.endsAt - end)}
    </Sentence>
  )
}
