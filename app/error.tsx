'use client'

import { PageFailure } from '@/components/shell/page-failure'

interface Props {
  readonly error: Error & { readonly digest?: string }
  readonly reset: () => void
}

export default function RootError({ error, reset }: Props) {
  return (
    <main className="mx-auto w-full max-w-lg px-4 pt-[12vh]">
      <PageFailure error={error} digest={error.digest} onRetry={reset} />
    </main>
  )
}
