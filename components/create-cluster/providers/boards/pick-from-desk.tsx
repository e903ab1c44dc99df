'use client'

import { BoardTile } from '@/components/machines/board-tile'
import { DeskGrid } from '@/components/machines/desk-picture'
import { useText } from '@/components/text'
import type { ListedMachine } from '@/lib/contracts/machines'
import { type BoardsDraft, type ChangeBoards, chooseMachine, makeServer } from './boards-draft'
import { boardsWords } from './boards-words'

/** The free boards as they lie on the desk: a click picks one. */
export function PickFromDesk({
  free,
  draft,
  onChange,
}: {
  readonly free: readonly ListedMachine[]
  readonly draft: BoardsDraft
  readonly onChange: ChangeBoards
}) {
  const t = useText(boardsWords)
  return (
    <DeskGrid
      list={free}
      tile={(machine) => {
        const chosen = draft.machines.find((one) => one.machineId === machine.id)
        return (
          <BoardTile
            machine={machine}
            chosen={chosen !== undefined}
            title={
              <label className="flex items-center gap-2">
                <input
                  type="checkbox"
                  aria-label={t.choose(machine.name)}
                  className="size-4.5 accent-honey"
                  checked={chosen !== undefined}
                  onChange={(event) => onChange((now) => chooseMachine(now, machine.id, event.target.checked))}
                />
                {machine.name}
              </label>
            }
          >
            {chosen === undefined ? null : (
              <label className="mt-1 flex items-center gap-1.5 text-sm">
                <input
                  type="radio"
                  name="desk-server"
                  className="size-4 accent-honey"
                  checked={chosen.role === 'server'}
                  onChange={() => onChange((now) => makeServer(now, machine.id))}
                />
                {t.server}
              </label>
            )}
          </BoardTile>
        )
      }}
    />
  )
}
