import { clsx } from 'clsx'
import { Hand } from 'lucide-react'
import { Led } from '@/components/ui/led'
import type { Tone } from '@/components/ui/tone'
import { useHydrated } from '@/components/use-hydrated'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import type { WallTile as Tile, TileState } from '@/lib/shared/classroom/wall'
import { MilestoneBars } from './milestone-bars'
import type { TileWords } from './use-tile-words'

const EDGE = {
  stuck: 'border-l-bad',
  hand: 'border-l-honey-fill',
  paused: 'border-l-honey-fill',
  creating: 'border-l-run',
  deleting: 'border-l-run',
  done: 'border-l-ok',
  working: 'border-l-line-strong',
  here: 'border-l-line-strong',
  away: 'border-l-line-strong border-dashed',
} satisfies Record<TileState, string>

const LED = {
  stuck: 'bad',
  hand: 'warn',
  paused: 'warn',
  creating: 'run',
  deleting: 'run',
  done: 'ok',
  working: 'ok',
  here: 'ok',
  away: 'idle',
} satisfies Record<TileState, Tone>

/** One student. A click opens them; where help is needed it says that the teacher is on the way as well. */
export function WallTile({
  tile,
  words,
  milestones,
  progress,
  quiet = false,
  hint,
  onOpen,
}: {
  readonly tile: Tile
  readonly words: TileWords
  readonly milestones: readonly Milestone[]
  /** `4 of 7 milestones` */
  readonly progress: string
  /** Says nothing of trouble: everybody in the room can read it. */
  readonly quiet?: boolean
  readonly hint?: string | undefined
  readonly onOpen: (tile: Tile) => void
}) {
  const hydrated = useHydrated()
  const { state, name, word, why, who } = words
  const needs = !quiet && why.length > 0
  return (
    <button
      type="button"
      disabled={!hydrated}
      data-tile={tile.id}
      data-state={state}
      title={needs ? [...why, hint].filter(Boolean).join('\n') : undefined}
      onClick={() => onOpen(tile)}
      className={clsx(
        'flex min-h-16.5 w-full flex-col gap-2 rounded-card border border-l-4 border-line bg-surface px-3 py-2.5 text-left shadow-card hover:border-line-strong',
        EDGE[quiet && (state === 'stuck' || state === 'hand') ? 'working' : state],
      )}
    >
      <span className="flex w-full min-w-0 items-center gap-2">
        {needs && state === 'hand' ? (
          <Hand aria-hidden="true" size={16} className="flex-none text-honey" />
        ) : (
          <Led tone={quiet && needsTone(state) ? 'ok' : LED[state]} />
        )}
        <span className={clsx('truncate font-semibold', state === 'away' && 'text-soft')}>{name}</span>
        <span
          className={clsx(
            'ml-auto flex-none truncate text-xs',
            needs && state === 'stuck' ? 'font-semibold text-bad' : needs ? 'font-semibold text-honey' : 'text-faint',
          )}
        >
          {quiet && needsTone(state) ? '' : word}
        </span>
      </span>
      {needs ? (
        <>
          {why.map((sentence) => (
            <span key={sentence} className="line-clamp-2 text-sm text-soft [overflow-wrap:anywhere]">
              {sentence}
            </span>
          ))}
          <span className="text-xs text-faint">{who}</span>
        </>
      ) : (
        <MilestoneBars milestones={milestones} reached={tile.reached} />
      )}
      <span className="sr-only">{progress}</span>
    </button>
  )
}

const needsTone = (state: TileState): boolean => state === 'stuck' || state === 'hand'
