'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Tile } from '@/components/ui/tile'
import type { DraftProvider } from '@/lib/shared/cluster-draft'
import { createCluster } from '@/messages/create-cluster'

interface Props {
  readonly provider: DraftProvider
  readonly freeMachines: number
  readonly onChoose: (provider: DraftProvider) => void
}

/** Practice, boards or cloud. What is not there yet stays visible, with the reason. */
export function StepWhere({ provider, freeMachines, onChoose }: Props) {
  const t = useText(createCluster)
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold text-soft">{t.whereLegend}</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        <Tile
          name="provider"
          value="practice"
          checked={provider === 'practice'}
          onChoose={() => onChoose('practice')}
          badge={
            <Badge tone="practice" className="border border-dashed border-honey py-px!">
              {t.practiceBadge}
            </Badge>
          }
          title={t.practice}
          foot={t.practicePrice}
        >
          {t.practiceText}
        </Tile>
        <Tile
          name="provider"
          value="boards"
          checked={provider === 'boards'}
          onChoose={() => onChoose('boards')}
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
          onChoose={() => undefined}
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
