import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A table on a card. Wide ones scroll inside it, by keyboard too. */
export function Table({
  label,
  head,
  children,
  className,
}: {
  readonly label: string
  /** Column names; an empty one is for a column of buttons. */
  readonly head: readonly string[]
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={clsx('relative overflow-x-auto rounded-card border border-line bg-surface shadow-card', className)}
    >
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b border-line">
            {head.map((name, column) =>
              name === '' ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <td key={column} />
              ) : (
                <th
                  key={name}
                  scope="col"
                  className="px-3.5 py-2 text-left text-xs font-semibold whitespace-nowrap text-faint"
                >
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

export function Row(props: ComponentProps<'tr'>) {
  return <tr {...props} className={clsx('border-b border-line last:border-b-0', props.className)} />
}

/** `mono` is for facts: names of machines, addresses, versions, figures. */
export function Cell({ mono = false, className, ...rest }: ComponentProps<'td'> & { readonly mono?: boolean }) {
  return <td {...rest} className={clsx('h-9 px-3.5 py-1.5 align-middle', mono && 'facts', className)} />
}
