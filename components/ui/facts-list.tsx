import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
}

/** Names and values under each other, e.g. what a machine is, or the summary of a form. */
export function FactsList({ facts, className }: { readonly facts: readonly Fact[]; readonly className?: string }) {
  return (
    <dl className={clsx('text-sm', className)}>
      {facts.map((fact) => (
        <div
          key={fact.name}
          className="flex items-baseline justify-between gap-4 border-b border-dashed border-line py-1.5 last:border-b-0"
        >
          <dt className="text-soft">{fact.name}</dt>
          <dd className="facts min-w-0 text-right [overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
