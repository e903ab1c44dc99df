'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import type { NodeStatus } from '@/lib/engine/state'
import type { TrainLine } from '@/lib/shared/run-view/train-lines'
import { clusters } from '@/messages/clusters'

const LOOK = {
  pending: 'border border-dashed border-line-strong',
  running: 'animate-blink bg-run',
  waiting: 'bg-warn',
  done: 'bg-ok',
  skipped: 'bg-ok opacity-50',
  failed: 'rounded-[2px]! bg-bad',
  undoing: 'animate-blink bg-warn',
  undone: 'bg-line-strong',
  stuck: 'rounded-[2px]! bg-bad',
  left: 'rounded-[2px]! bg-warn',
} satisfies Record<NodeStatus, string>

const MOST_LANES = 6

/** A run as a small train line: a row a machine, a dot a station. Its words stand beside it. */
export function MiniTrain({ title, lines }: { readonly title: string; readonly lines: readonly TrainLine[] }) {
  const t = useText(clusters)
  const hidden = lines.length - MOST_LANES
  return (
    <div role="img" aria-label={t.miniLabel(title)} className="flex flex-col gap-1.5">
      {lines.slice(0, MOST_LANES).map((line) => (
        <div key={line.lane} className="flex items-center gap-3">
          <span className="facts w-24 truncate text-soft">{line.title}</span>
          <span className="flex flex-1 items-center justify-between">
            {line.stations.map((station, place) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: stations never move
                key={place}
                className={clsx(
                  'size-2.5 flex-none rounded-full',
                  station === undefined ? 'scale-x-150 scale-y-20 bg-line' : LOOK[station.status],
                )}
              />
            ))}
          </span>
        </div>
      ))}
      {hidden > 0 ? <p className="text-xs text-faint">{t.moreLanes(hidden)}</p> : null}
    </div>
  )
}
