'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { ErrorCard } from '@/components/ui/error-card'
import { PageHeader } from '@/components/ui/page-header'
import { failureOf } from '@/lib/shared/call-api'
import { sharedWords } from '@/messages/shared-words'

/** A page that failed while it was made or shown. `digest` names the server's log line. */
export function PageFailure({
  error,
  digest,
  onRetry,
}: {
  readonly error: unknown
  readonly digest?: string | undefined
  readonly onRetry: () => void
}) {
  const t = useText(sharedWords)
  const failure = failureOf(error)
  return (
    <>
      <PageHeader title={t.pageFailed} />
      <ErrorCard
        failure={{
          ...failure,
          // A server component's own message stays on the server; only its digest arrives.
          userMessage: digest === undefined ? failure.userMessage : t.pageFailedOnServer(digest),
          details: digest === undefined ? failure.details : { ...failure.details, digest },
        }}
        action={
          <Button kind="primary" onClick={onRetry}>
            {t.retry}
          </Button>
        }
      />
    </>
  )
}
