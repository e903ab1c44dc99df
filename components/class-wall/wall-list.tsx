'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Cell, Row, Table } from '@/components/ui/table'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import type { WallTile } from '@/lib/shared/classroom/wall'
import { classWall } from '@/messages/class-wall'
import type { TileWords } from './use-tile-words'

/** The same as the tiles, a row a student. */
export function WallList({
  tiles,
  wordsOf,
  milestones,
  onOpen,
}: {
  readonly tiles: readonly WallTile[]
  readonly wordsOf: (tile: WallTile) => TileWords
  readonly milestones: readonly Milestone[]
  readonly onOpen: (tile: WallTile) => void
}) {
  const t = useText(classWall)
  const { columns } = t
  return (
    <Table label={t.tiles} head={[columns.name, columns.state, columns.why, columns.who, columns.milestones]}>
      {tiles.map((tile) => {
        const { name, word, why, who } = wordsOf(tile)
        return (
          <Row key={tile.id}>
            <Cell>
              <Button kind="quiet" size="small" data-tile={tile.id} onClick={() => onOpen(tile)}>
                {name}
              </Button>
            </Cell>
            <Cell className="whitespace-nowrap">{word}</Cell>
            <Cell className="text-soft">{why.join(' ')}</Cell>
            <Cell className="text-soft">{who ?? ''}</Cell>
            <Cell className="facts whitespace-nowrap">{t.reachedOf(tile.reached.length, milestones.length)}</Cell>
          </Row>
        )
      })}
    </Table>
  )
}
