'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/field'
import type { ListedMachine } from '@/lib/contracts/machines'
import { beside, deskOf, movesFor, type Spot } from '@/lib/shared/desk-spots'
import { paths } from '@/lib/shared/paths'
import { machines } from '@/messages/machines'
import { BoardTile } from './board-tile'
import { useArrangeDesk } from './use-boards'

const MOST_SIDE = 40
const DRAGGED = 'application/x-buzzcrate-board'

/** The boards as they lie on the desk. They are arranged by dragging, by arrow keys, or by typing numbers. */
export function DeskPicture({ list }: { readonly list: readonly ListedMachine[] }) {
  const t = useText(machines)
  const arrange = useArrangeDesk()
  const [arranging, setArranging] = useState(false)
  const [held, setHeld] = useState<string>()
  const [said, setSaid] = useState('')
  const desk = deskOf(list)
  const nameOf = (id: string) => list.find((one) => one.id === id)?.name ?? ''
  const move = (id: string, to: Spot | undefined) => {
    if (to === undefined) return
    arrange.mutate([...movesFor(desk, id, to)])
    setSaid(t.placedAt(nameOf(id), to.row + 1, to.column + 1))
  }
  const heldSpot = held === undefined ? undefined : desk.spots.get(held)
  return (
    <section aria-label={t.desk}>
      <div className="mb-2 flex flex-wrap items-end gap-2">
        <p className="flex-1 basis-60 text-sm text-faint">{arranging ? t.arrangeHint : t.deskHint}</p>
        {arranging && held !== undefined && heldSpot !== undefined ? (
          <SpotFields
            key={`${held}:${heldSpot.row}:${heldSpot.column}`}
            name={nameOf(held)}
            spot={heldSpot}
            onMove={(to) => move(held, to)}
          />
        ) : null}
        <Button aria-pressed={arranging} size="small" onClick={() => setArranging(!arranging)}>
          {arranging ? t.arrangeDone : t.arrange}
        </Button>
      </div>
      <DeskGrid
        list={list}
        spareRow={arranging}
        onDrop={arranging ? move : undefined}
        tile={(machine, spot) =>
          arranging ? (
            <button
              type="button"
              draggable
              aria-pressed={held === machine.id}
              className="relative block w-full cursor-move rounded-card text-left"
              onFocus={() => setHeld(machine.id)}
              onClick={() => setHeld(machine.id)}
              onDragStart={(event) => event.dataTransfer.setData(DRAGGED, machine.id)}
              onKeyDown={(event: KeyboardEvent) => {
                const to = beside(spot, event.key, MOST_SIDE)
                if (to === undefined) return
                event.preventDefault()
                move(machine.id, to)
              }}
            >
              <BoardTile
                machine={machine}
                title={
                  <>
                    <span aria-hidden="true">{machine.name}</span>
                    <span className="sr-only">{t.placedAt(machine.name, spot.row + 1, spot.column + 1)}</span>
                  </>
                }
                chosen={held === machine.id}
              />
            </button>
          ) : (
            <BoardTile
              machine={machine}
              title={
                <Link href={paths.machine({ machineId: machine.id })} className="hover:underline">
                  {machine.name}
                </Link>
              }
            />
          )
        }
      />
      <p role="status" className="sr-only">
        {said}
      </p>
    </section>
  )
}

/** Rows and columns with a tile on each place that is taken. The list must not change its order when boards move. */
export function DeskGrid({
  list,
  tile,
  spareRow = false,
  onDrop,
}: {
  readonly list: readonly ListedMachine[]
  readonly tile: (machine: ListedMachine, spot: Spot) => ReactNode
  readonly spareRow?: boolean
  readonly onDrop?: ((machineId: string, to: Spot) => void) | undefined
}) {
  const { rows, columns, spots } = deskOf(list)
  const all = Array.from({ length: (rows + (spareRow ? 1 : 0)) * (columns + (spareRow ? 1 : 0)) }, (_, at) => at)
  const wide = columns + (spareRow ? 1 : 0)
  const at = new Map(list.map((machine) => [keyOf(spots.get(machine.id)), machine]))
  const drop = (event: DragEvent, spot: Spot) => {
    event.preventDefault()
    onDrop?.(event.dataTransfer.getData(DRAGGED), spot)
  }
  return (
    <div className="overflow-x-auto p-0.5 pb-1">
      <div className="grid gap-3" style={{ gridTemplateColumns: `repeat(${wide}, minmax(9.5rem, 1fr))` }}>
        {all.map((index) => {
          const spot = { row: Math.floor(index / wide), column: index % wide }
          const machine = at.get(keyOf(spot))
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here can be moved by keyboard too
            <div
              key={machine?.id ?? keyOf(spot)}
              className={clsx(
                'min-h-28 rounded-card',
                machine === undefined && onDrop !== undefined && 'border border-dashed border-line',
              )}
              onDragOver={(event) => {
                if (onDrop !== undefined && event.dataTransfer.types.includes(DRAGGED)) event.preventDefault()
              }}
              onDrop={(event) => drop(event, spot)}
            >
              {machine === undefined ? null : tile(machine, spot)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const keyOf = (spot: Spot | undefined): string => (spot === undefined ? '' : `${spot.row}:${spot.column}`)

function SpotFields({
  name,
  spot,
  onMove,
}: {
  readonly name: string
  readonly spot: Spot
  readonly onMove: (to: Spot) => void
}) {
  const t = useText(machines)
  const [row, setRow] = useState(String(spot.row + 1))
  const [column, setColumn] = useState(String(spot.column + 1))
  const to = { row: Number(row) - 1, column: Number(column) - 1 }
  const fits = [to.row, to.column].every((side) => Number.isInteger(side) && side >= 0 && side < MOST_SIDE)
  return (
    <form
      aria-label={t.placeOf(name)}
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (fits) onMove(to)
      }}
    >
      <TextField
        className="w-16"
        label={t.row}
        inputMode="numeric"
        value={row}
        onChange={(event) => setRow(event.target.value)}
      />
      <TextField
        className="w-16"
        label={t.column}
        inputMode="numeric"
        value={column}
        onChange={(event) => setColumn(event.target.value)}
      />
      <Button type="submit" size="small" blockedBy={fits ? undefined : t.placeBad(MOST_SIDE)}>
        {t.moveThere(name)}
      </Button>
    </form>
  )
}
