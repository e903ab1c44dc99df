'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import type { LiveConnection } from '@/lib/shared/live-stream'
import { shell } from '@/messages/shell'

const clock = (at: number) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

/** How fresh the page is: Live, Reconnecting, or Stale since. The one place that says so; nothing pops up. */
export function ConnectionBadge({ connection }: { readonly connection: LiveConnection }) {
  const t = useText(shell)
  switch (connection.state) {
    case 'live':
      return (
        <Badge tone="ok" led>
          {t.live}
        </Badge>
      )
    case 'reconnecting':
      return (
        <Badge tone="warn" led>
          {t.reconnecting}
        </Badge>
      )
    case 'too-many':
      return <Badge tone="warn">{t.tooManyTabs}</Badge>
    case 'stale':
      return (
        <Badge tone="bad" led>
          {t.staleSince(clock(connection.since))}
        </Badge>
      )
  }
}
