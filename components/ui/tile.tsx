import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** One choice of a group, as a card: a radio button underneath. A blocked one stays visible and says why. */
export function Tile({
  name,
  value,
  checked,
  onChoose,
  blockedBy,
  badge,
  title,
  children,
  foot,
}: {
  readonly name: string
  readonly value: string
  readonly checked: boolean
  readonly onChoose: (value: string) => void
  readonly blockedBy?: string | undefined
  readonly badge?: ReactNode
  readonly title: string
  readonly children: ReactNode
  /** A fact in figures, e.g. the price. */
  readonly foot?: ReactNode
}) {
  const blocked = blockedBy !== undefined
  return (
    <label
      className={clsx(
        'relative flex flex-col items-start rounded-card border p-4',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-honey',
        blocked
          ? 'border-line bg-sunken'
          : checked
            ? 'border-honey bg-honey-wash shadow-card ring-1 ring-honey'
            : 'border-line bg-surface shadow-card hover:border-line-strong',
      )}
    >
      <input
        type="radio"
        name={name}
        value={value}
        checked={checked}
        disabled={blocked}
        onChange={() => onChoose(value)}
        className="absolute size-px opacity-0"
      />
      {badge}
      <span className={clsx('mt-2 text-lg font-semibold', blocked && 'text-soft')}>{title}</span>
      <span className="mt-0.5 text-sm text-soft">{children}</span>
      {foot === undefined ? null : <span className="facts mt-2.5 font-semibold">{foot}</span>}
      {blocked ? <span className="mt-2.5 text-sm font-medium text-soft">{blockedBy}</span> : null}
    </label>
  )
}
