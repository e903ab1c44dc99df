'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import type { AttendedClass } from '@/lib/contracts/attending'
import { clockIn } from '@/lib/shared/classroom/clock-in'
import type { Milestone } from '@/lib/shared/classroom/milestone'
import { attending } from '@/messages/attending'

/** What is reached, with when; what comes next, with how; and what is still to come. */
export function MilestoneList({
  milestones,
  reached,
  timeZone,
}: {
  readonly milestones: readonly Milestone[]
  readonly reached: AttendedClass['milestones']
  /** Of the class. */
  readonly timeZone: string
}) {
  const t = useText(attending)
  const timeOf = (id: string) => reached.find((each) => each.id === id)?.reachedAt
  const next = milestones.find(({ id }) => timeOf(id) === undefined)
  return (
    <Card flush className="px-3.5 py-1.5">
      <ol aria-label={t.milestones}>
        {milestones.map(({ id, title, how }, place) => {
          const at = timeOf(id)
          const isNext = id === next?.id
          return (
            <li
              key={id}
              data-reached={at !== undefined}
              aria-current={isNext ? 'step' : undefined}
              className="grid grid-cols-[1.9rem_minmax(0,1fr)_auto] items-center border-b border-line py-2 last:border-b-0"
            >
              <span
                aria-hidden="true"
                className={clsx(
                  'grid size-5.5 place-items-center rounded-full text-2xs font-semibold',
                  at !== undefined && 'bg-ok text-surface',
                  at === undefined &&
                    (isNext ? 'border-2 border-run text-run' : 'border-2 border-dashed border-line-strong text-faint'),
                )}
              >
                {at === undefined ? place + 1 : '✓'}
              </span>
              <span className={clsx(isNext && 'font-semibold', at === undefined && !isNext && 'text-soft')}>
                {title}
                {isNext ? <span className="block text-sm font-normal text-soft">{how}</span> : null}
              </span>
              <span className="facts pl-2 text-faint">
                {at === undefined ? (
                  isNext ? (
                    t.now
                  ) : (
                    ''
                  )
                ) : (
                  <time dateTime={new Date(at).toISOString()}>{clockIn(timeZone, at)}</time>
                )}
              </span>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
