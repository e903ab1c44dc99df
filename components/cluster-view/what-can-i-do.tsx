'use client'

import { useText } from '@/components/text'
import { Dialog } from '@/components/ui/dialog'
import { Led } from '@/components/ui/led'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import { clusterView } from '@/messages/cluster-view'
import { UI_TONE } from './ui-tone'

/** Everything that is not well, with what each says and what to do about it. */
export function WhatCanIDo({ view, onClose }: { readonly view: ClusterView; readonly onClose: () => void }) {
  const t = useText(clusterView)
  const things = [
    ...Object.values(view.rows.nodes),
    ...Object.values(view.rows.pods),
    ...Object.values(view.rows.deployments),
  ]
  const troubled = things.filter((thing) => thing.tone === 'bad' || thing.tone === 'warning' || thing.hint !== '')
  return (
    <Dialog open onClose={onClose} title={t.whatCanIDo} wide>
      {troubled.length === 0 ? <p>{t.waitALittle}</p> : null}
      <ul>
        {troubled.map((thing) => (
          <li key={thing.key} className="border-t border-line py-2 first:border-t-0">
            <p className="flex items-baseline gap-2">
              <Led tone={UI_TONE[thing.tone]} />
              <span>
                <b className="facts font-medium">{thing.name}</b> {thing.words}
              </span>
            </p>
            {thing.hint === '' ? null : <p className="pl-4 text-soft">{thing.hint}</p>}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
