'use client'

import type { ReactNode } from 'react'
import { useText } from '@/components/text'
import type { Failure } from '@/lib/core/errors'
import { sharedWords } from '@/messages/shared-words'
import { Badge } from './badge'
import { Card } from './card'
import { CopyButton } from './copy-button'

/**
 * A failure: what happened, the likely cause, the next step as a button, and details to copy for somebody who helps.
 * `where` is what it happened to, e.g. a machine's name.
 */
export function ErrorCard({
  failure,
  title,
  where,
  likelyCause,
  action,
  runId,
}: {
  readonly failure: Failure
  readonly title?: string
  readonly where?: string
  readonly likelyCause?: ReactNode
  readonly action?: ReactNode
  readonly runId?: string
}) {
  const t = useText(sharedWords)
  return (
    <Card role="alert" className="flex flex-col items-start gap-2">
      {where === undefined ? null : (
        <Badge tone="bad" led>
          {where}
        </Badge>
      )}
      {title === undefined ? null : <h3 className="text-lg font-semibold">{title}</h3>}
      <p className="[overflow-wrap:anywhere]">{failure.userMessage}</p>
      {likelyCause === undefined ? null : (
        <p className="text-soft">
          <span className="font-semibold">{t.likelyCause}</span> {likelyCause}
        </p>
      )}
      <div className="mt-1 flex flex-wrap gap-2">
        {action}
        <CopyButton kind="quiet" label={t.copyDetails} text={failureDetails(failure, runId)} />
      </div>
    </Card>
  )
}

/** What a helper needs to know, as text. A failure holds no secrets (see lib/core/errors). */
export function failureDetails(failure: Failure, runId?: string): string {
  return [
    `BuzzCrate: ${failure.userMessage}`,
    `code: ${failure.code}`,
    runId === undefined ? undefined : `run: ${runId}`,
    failure.message === failure.userMessage ? undefined : `message: ${failure.message}`,
    Object.keys(failure.details).length === 0 ? undefined : `details: ${JSON.stringify(failure.details)}`,
    `page: ${globalThis.location?.pathname ?? ''}`,
    `time: ${new Date().toISOString()}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n')
}
