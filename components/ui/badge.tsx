import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Led } from './led'
import type { Tone } from './tone'

const LOOK = {
  idle: 'bg-sunken text-soft',
  ok: 'bg-ok-wash text-ok',
  run: 'bg-run-wash text-run',
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
  practice: 'bg-honey-wash text-honey',
} satisfies Record<Tone, string>

interface Props {
  readonly tone?: Tone
  /** Shows a light before the words. */
  readonly led?: boolean
  readonly className?: string
  readonly children: ReactNode
}

/** A word or two about the state of the thing that it stands beside. */
export function Badge({ tone = 'idle', led = false, className, children }: Props) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold whitespace-nowrap',
        LOOK[tone],
        className,
      )}
    >
      {led ? <Led tone={tone} /> : null}
      {children}
    </span>
  )
}
