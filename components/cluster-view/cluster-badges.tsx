'use client'

import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import { isFresh } from '@/lib/shared/live-cluster/health-sentence'
import type { LiveConnection } from '@/lib/shared/live-stream'
import { clusterView } from '@/messages/cluster-view'

interface Props {
  readonly detail: ClusterDetail
  readonly view: ClusterView | undefined
  /** Of this browser to the panel. */
  readonly connection: LiveConnection | undefined
  readonly now: number
}

const clock = (at: number) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

/** Practice, and how fresh the page is: Live, Reconnecting, or Stale since. */
export function ClusterBadges({ detail, view, connection, now }: Props) {
  const t = useText(clusterView)
  return (
    <>
      {detail.practice ? <PracticeBadge /> : null}
      {detail.phase === 'deleted' ? (
        <Badge>{t.deleted}</Badge>
      ) : (
        <Freshness view={view} connection={connection} now={now} />
      )}
    </>
  )
}

function Freshness({ view, connection, now }: Pick<Props, 'view' | 'connection' | 'now'>) {
  const t = useText(clusterView)
  if (view === undefined || connection === undefined) return null
  if (connection.state === 'stale' || connection.state === 'too-many')
    return (
      <Badge tone="bad" led>
        {t.staleSince(clock(connection.since))}
      </Badge>
    )
  if (connection.state === 'reconnecting')
    return (
      <Badge tone="warn" led>
        {t.reconnecting}
      </Badge>
    )
  if (view.connection.state === 'live')
    return (
      <Badge tone="ok" led>
        {t.live}
      </Badge>
    )
  if (isFresh(view, now)) {
    return (
      <Badge tone="warn" led>
        {t.reconnecting}
      </Badge>
    )
  }
  const since = view.connection.lastSeenAt
  return (
    <Badge tone={since === null ? 'run' : 'bad'} led>
      {since === null ? t.reconnecting : t.staleSince(clock(since))}
    </Badge>
  )
}
