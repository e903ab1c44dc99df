import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Led } from './led'
import type { Tone } from './tone'

const LOOK = {
  idle: 'border-line bg-sunken',
  ok: 'border-transparent bg-ok-wash',
  run: 'border-transparent bg-run-wash',
  warn: 'border-transparent bg-warn-wash',
  bad: 'border-transparent bg-bad-wash',
  practice: 'border-transparent bg-honey-wash',
} satisfies Record<Tone, string>

interface Props {
  readonly tone?: Tone
  readonly children: ReactNode
  /** Buttons at its end. */
  readonly action?: ReactNode
  /** `alert` interrupts a screen reader, `status` waits; a notice that is there from the start needs neither. */
  readonly role?: 'alert' | 'status' | undefined
  readonly className?: string
}

/** Something to know, at the place where it matters. There are no toasts: what is said stays until it is dealt with. */
export function Notice({ tone = 'idle', children, action, role, className }: Props) {
  return (
    <div
      role={role}
      className={clsx(
        'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control border px-3.5 py-2.5 text-ink',
        LOOK[tone],
        className,
      )}
    >
      <Led tone={tone} />
      <div className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">{children}</div>
      {action === undefined ? null : <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  )
}
