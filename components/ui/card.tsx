import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

/** A sheet of paper on the page. `flush` leaves the padding to what is in it: rows, a table. */
export function Card({ flush = false, className, ...rest }: ComponentProps<'div'> & { readonly flush?: boolean }) {
  return (
    <div
      {...rest}
      className={clsx('rounded-card border border-line bg-surface shadow-card', !flush && 'p-4', className)}
    />
  )
}
