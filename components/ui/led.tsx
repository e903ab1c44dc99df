import { clsx } from 'clsx'
import type { Tone } from './tone'

const LOOK = {
  idle: 'bg-line-strong',
  ok: 'bg-ok ring-3 ring-ok-wash',
  run: 'animate-blink bg-run ring-3 ring-run-wash',
  warn: 'bg-honey-fill ring-3 ring-warn-wash',
  bad: 'rounded-[2px] bg-bad ring-3 ring-bad-wash',
  practice: 'bg-honey-fill ring-3 ring-honey-wash',
} satisfies Record<Tone, string>

/** A light. Decoration: a word beside it must say the same. */
export function Led({ tone, className }: { readonly tone: Tone; readonly className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={clsx('inline-block size-2 flex-none', tone !== 'bad' && 'rounded-full', LOOK[tone], className)}
    />
  )
}
