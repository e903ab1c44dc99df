import type { ReactNode } from 'react'
import { Card } from './card'

/** What stands where nothing is yet: what this is, and one action. */
export function EmptyState({
  title,
  children,
  action,
  picture,
}: {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
  readonly picture?: ReactNode
}) {
  return (
    <Card className="flex flex-col items-center gap-3 px-6 py-10 text-center">
      {picture}
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="max-w-lg text-soft">{children}</div>
      {action === undefined ? null : <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </Card>
  )
}
