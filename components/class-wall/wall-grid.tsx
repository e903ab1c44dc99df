'use client'

import { clsx } from 'clsx'
import { type KeyboardEvent, useRef } from 'react'
import { useText } from '@/components/text'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import { needsHelp, type WallTile as Tile } from '@/lib/shared/classroom/wall'
import { classWall } from '@/messages/class-wall'
import type { TileWords } from './use-tile-words'
import { WallTile } from './wall-tile'

interface Props {
  readonly tiles: readonly Tile[]
  readonly wordsOf: (tile: Tile) => TileWords
  readonly milestones: readonly Milestone[]
  readonly quiet?: boolean
  readonly onOpen: (tile: Tile) => void
}

/** The tiles. Arrow keys go from one to the next, as the eye does. */
export function WallGrid({ tiles, wordsOf, milestones, quiet = false, onOpen }: Props) {
  const t = useText(classWall)
  const grid = useRef<HTMLUListElement>(null)
  const move = (event: KeyboardEvent) => {
    const all = [...(grid.current?.querySelectorAll<HTMLButtonElement>('[data-tile]') ?? [])]
    const next = neighbour(
      all,
      all.findIndex((each) => each === document.activeElement),
      event.key,
    )
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  }
  return (
    <ul
      ref={grid}
      aria-label={t.tiles}
      onKeyDown={move}
      className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2.5"
    >
      {tiles.map((tile) => (
        <li key={tile.id} className={clsx('flex', !quiet && needsHelp(tile) && 'col-span-2 max-sm:col-span-1')}>
          <WallTile
            tile={tile}
            words={wordsOf(tile)}
            milestones={milestones}
            progress={t.reachedOf(tile.reached.length, milestones.length)}
            quiet={quiet}
            hint={tile.claim === null ? t.clickClaims : undefined}
            onOpen={onOpen}
          />
        </li>
      ))}
    </ul>
  )
}

/** The tile that a key leads to from the one at `at`; undefined where it leads nowhere. */
function neighbour(all: readonly HTMLButtonElement[], at: number, key: string): HTMLButtonElement | undefined {
  const here = all[at]
  if (here === undefined) return undefined
  if (key === 'ArrowRight') return all[at + 1]
  if (key === 'ArrowLeft') return all[at - 1]
  if (key === 'Home') return all[0]
  if (key === 'End') return all.at(-1)
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const box = here.getBoundingClientRect()
  const middle = box.left + box.width / 2
  const inWay = all
    .map((tile) => ({ tile, rect: tile.getBoundingClientRect() }))
    .filter(({ rect }) => (key === 'ArrowDown' ? rect.top > box.top + 1 : rect.top < box.top - 1))
  const distance = (rect: DOMRect) => Math.abs(rect.top - box.top) * 100 + Math.abs(rect.left + rect.width / 2 - middle)
  return inWay.sort((one, other) => distance(one.rect) - distance(other.rect))[0]?.tile
}
