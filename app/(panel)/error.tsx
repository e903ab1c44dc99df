'use client'

import { PageFailure } from '@/components/shell/page-failure'

interface Props {
  readonly error: Error & { readonly digest?: string }
  readonly reset: () => void
}

export default function PanelError({ error, reset }: Props) {
  return <PageFailure error={error} digest={error.digest} onRetry={reset} />
}
