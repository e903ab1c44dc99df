import type { ReactNode } from 'react'
import { Card } from './card'
import { Led } from './led'
import type { Tone } from './tone'

/** The page in one sentence, before it is shown and listed. `lead` is its first, bold part. */
export function Sentence({
  tone,
  lead,
  children,
  action,
}: {
  readonly tone: Tone
  readonly lead?: ReactNode
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <Card className="flex flex-wrap items-center gap-3 py-3 text-lg">
      <Led tone={tone} />
      <p className="min-w-0 flex-1 basis-60">
        {lead === undefined ? null : <strong className="font-semibold">{lead} </strong>}
        {children}
      </p>
      {action}
    </Card>
  )
}
