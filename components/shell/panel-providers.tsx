'use client'

import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { leavePage } from '@/components/leave-page'
import { ApiFailure } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { ShortcutsProvider } from './shortcuts'

/** A session that ended somewhere else: sign in, then come back to this page. */
function onFailure(error: unknown): void {
  if (error instanceof ApiFailure && error.status === 401) {
    void leavePage(paths.signIn({ next: `${location.pathname}${location.search}` }))
  }
}

const makeClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: onFailure }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays one; a panel that restarts is back within seconds.
        retry: (count, error) => count < 2 && (!(error instanceof ApiFailure) || error.status === 0),
      },
      mutations: { onError: onFailure },
    },
  })

/** What every signed-in page has around it. */
export function PanelProviders({
  shortcutsEnabled,
  children,
}: {
  readonly shortcutsEnabled: boolean
  readonly children: ReactNode
}) {
  const [client] = useState(makeClient)
  return (
    <QueryClientProvider client={client}>
      <ShortcutsProvider initiallyEnabled={shortcutsEnabled}>{children}</ShortcutsProvider>
    </QueryClientProvider>
  )
}
