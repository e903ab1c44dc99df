'use client'

import { useText } from '@/components/text'
import { Tile } from '@/components/ui/tile'
import { createCluster } from '@/messages/create-cluster'
import type { Offered } from './use-offers'

interface Props {
  readonly offered: readonly Offered[]
  /** Id of the chosen one. */
  readonly provider: string
  readonly onChoose: (provider: string) => void
}

/** Practice, boards or cloud. What cannot be had now stays visible, with the reason. */
export function StepWhere({ offered, provider, onChoose }: Props) {
  const { whereLegend } = useText(createCluster)
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold text-soft">{whereLegend}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {offered.map(({ id, offer: { tile } }) => (
          <Tile
            key={id}
            name="provider"
            value={id}
            checked={provider === id}
            onChoose={onChoose}
            badge={tile.badge}
            title={tile.title}
            foot={tile.price}
            blockedBy={tile.blockedBy}
          >
            {tile.text}
          </Tile>
        ))}
      </div>
    </fieldset>
  )
}
