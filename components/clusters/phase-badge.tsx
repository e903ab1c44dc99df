'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import type { Tone } from '@/components/ui/tone'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'
import { clusters } from '@/messages/clusters'

const TONE = {
  creating: 'run',
  ready: 'ok',
  attention: 'bad',
  deleting: 'warn',
  deleted: 'idle',
} satisfies Record<ClusterPhase, Tone>

/** Where a cluster is in its life. */
export function PhaseBadge({ phase }: { readonly phase: ClusterPhase }) {
  const t = useText(clusters)
  return (
    <Badge tone={TONE[phase]} led>
      {t.phases[phase]}
    </Badge>
  )
}
