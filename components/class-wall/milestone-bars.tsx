import { clsx } from 'clsx'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import type { WallTile } from '@/lib/shared/classroom/wall'

/** Milestones as small bars, in their order. Decoration: words beside them say how many. */
export function MilestoneBars({
  milestones,
  reached,
}: {
  readonly milestones: readonly Milestone[]
  readonly reached: WallTile['reached']
}) {
  return (
    <span aria-hidden="true" className="mt-auto flex gap-1">
      {milestones.map(({ id }) => (
        <i
          key={id}
          className={clsx(
            'h-1.5 flex-1 rounded-full border',
            reached.some((each) => each.id === id) ? 'border-transparent bg-ok' : 'border-line bg-sunken',
          )}
        />
      ))}
    </span>
  )
}
