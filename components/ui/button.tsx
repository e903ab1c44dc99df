import { clsx } from 'clsx'
import Link from 'next/link'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { useHydrated } from '@/components/use-hydrated'
import { Spinner } from './spinner'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'
export type ButtonSize = 'small' | 'normal' | 'large'

const KIND = {
  primary: 'border-transparent bg-honey-fill text-honey-ink hover:bg-honey-fill-strong',
  plain: 'border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'border-transparent bg-transparent text-soft hover:bg-sunken hover:text-ink',
  danger: 'border-bad bg-surface text-bad hover:bg-bad-wash',
} satisfies Record<ButtonKind, string>

const SIZE = {
  small: 'min-h-7 px-2.5 py-1 text-sm',
  normal: 'min-h-8.5 px-3 py-1.5',
  large: 'min-h-10 px-4 py-2',
} satisfies Record<ButtonSize, string>

const look = (kind: ButtonKind, size: ButtonSize, className: string | undefined) =>
  clsx(
    'inline-flex items-center justify-center gap-2 rounded-control border text-center font-medium select-none',
    'aria-pressed:border-honey aria-pressed:bg-honey-wash aria-pressed:text-ink',
    'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint',
    // Keeps its colours for the moment until the page's script is there.
    'disabled:cursor-progress',
    KIND[kind],
    SIZE[size],
    className,
  )

interface Looks {
  readonly kind?: ButtonKind
  readonly size?: ButtonSize
}

interface ButtonProps extends Looks, Omit<ComponentProps<'button'>, 'disabled'> {
  /** Shows that its work is under way, and does not start it twice. */
  readonly busy?: boolean
  /** Why it cannot be pressed now. It stays focusable and says so. */
  readonly blockedBy?: string | undefined
  readonly children: ReactNode
}

/**
 * A button. A blocked one stays visible with its reason, instead of disappearing. In the server's HTML it is off until
 * the page's script is there: a click would be lost, or send a form by itself.
 */
export function Button({
  kind = 'plain',
  size = 'normal',
  busy = false,
  blockedBy,
  className,
  onClick,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const hydrated = useHydrated()
  const blocked = busy || blockedBy !== undefined
  return (
    <>
      <button
        {...rest}
        type={type}
        disabled={!hydrated}
        data-asleep={hydrated ? undefined : ''}
        className={look(kind, size, className)}
        aria-disabled={blocked || undefined}
        aria-busy={busy || undefined}
        aria-describedby={blockedBy === undefined ? rest['aria-describedby'] : reasonId}
        title={blockedBy ?? rest.title}
        onClick={(event) => {
          if (blocked) event.preventDefault()
          else onClick?.(event)
        }}
      >
        {busy ? <Spinner /> : null}
        {children}
      </button>
      {blockedBy === undefined ? null : (
        <span id={reasonId} className="sr-only">
          {blockedBy}
        </span>
      )}
    </>
  )
}

interface LinkButtonProps extends Looks, ComponentProps<typeof Link> {}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function LinkButton({ kind = 'plain', size = 'normal', className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={look(kind, size, className)} />
}

interface AnchorButtonProps extends Looks, ComponentProps<'a'> {}

/** A plain anchor with a button's look: for downloads and for addresses outside the panel. */
export function AnchorButton({ kind = 'plain', size = 'normal', className, ...rest }: AnchorButtonProps) {
  return <a {...rest} className={look(kind, size, className)} />
}
