'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Tile } from '@/components/ui/tile'
import { createCluster } from '@/messages/create-cluster'

/** Practice, boards or cloud. What is not there yet stays visible, with the reason. */
export function StepWhere({ freeMachines }: { readonly freeMachines: number }) {
  const t = useText(createCluster)
  const choose = () => undefined
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold text-soft">{t.whereLegend}</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        <Tile
          name="provider"
          value="practice"
          checked={false}
          onChoose={choose}
          badge={<Badge tone="practice">{t.practiceBadge}</Badge>}
          title={t.practice}
          foot={t.practicePrice}
          blockedBy={t.practiceComing}
        >
          {t.practiceText}
        </Tile>
        <Tile
          name="provider"
          value="boards"
          checked
          onChoose={choose}
          badge={<Badge>{t.boardsBadge(freeMachines)}</Badge>}
          title={t.boards}
          foot={t.boardsPrice}
        >
          {t.boardsText}
        </Tile>
        <Tile
          name="provider"
          value="linode"
          checked={false}
          onChoose={choose}
          badge={<Badge>{t.linodeBadge}</Badge>}
          title={t.linode}
          foot={t.linodePrice}
          blockedBy={t.linodeComing}
        >
          {t.linodeText}
        </Tile>
      </div>
    </fieldset>
  )
}
