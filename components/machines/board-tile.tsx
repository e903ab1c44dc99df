'use client'

import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { useText } from '@/components/text'
import { Led } from '@/components/ui/led'
import type { ListedMachine } from '@/lib/contracts/machines'
import { boardState } from '@/lib/shared/board-state'
import { machines } from '@/messages/machines'
import { BOARD_TONE } from './machine-tone'
import { useMachineWords } from './machine-words'

/** A board as it lies on the desk: what one must know of it at a glance. */
export function BoardTile({
  machine,
  title,
  chosen = false,
  children,
}: {
  readonly machine: ListedMachine
  /** Its name, as a link or by itself. */
  readonly title: ReactNode
  readonly chosen?: boolean
  readonly children?: ReactNode
}) {
  const t = useText(machines)
  const words = useMachineWords()(machine)
  const stage = boardState(machine)
  return (
    <div
      className={clsx(
        'flex h-full min-h-28 flex-col rounded-card border bg-surface p-3 text-left shadow-card',
        chosen ? 'border-honey bg-honey-wash ring-1 ring-honey' : 'border-line',
        machine.retiredAt !== undefined && 'border-dashed text-soft',
      )}
    >
      <div className="flex items-center gap-2">
        <Led tone={BOARD_TONE[stage]} />
        <span className="min-w-0 flex-1 truncate font-semibold">{title}</span>
      </div>
      <p className="facts mt-0.5 truncate text-2xs text-faint">{machine.address ?? t.noAddress}</p>
      <p className="truncate text-sm text-soft" title={words.model}>
        {words.model}
      </p>
      <p className="facts truncate text-2xs text-faint">
        {machine.memoryMiB === undefined ? null : `${words.memory} · `}
        {machine.cluster?.name ?? t.noCluster}
      </p>
      <p className="mt-auto pt-1 text-2xs font-semibold text-soft">{t.stages[stage]}</p>
      {children}
    </div>
  )
}
