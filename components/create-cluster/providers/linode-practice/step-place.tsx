'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Tile } from '@/components/ui/tile'
import type { CatalogueAnswer, CloudRegion } from '@/lib/contracts/cloud-catalogue'
import { SIMULATED_ACCOUNT } from '@/lib/shared/cloud/cloud-data'
import { PRACTICE_SPEEDS, type PracticeSpeed } from '@/lib/shared/practice/practice-data'
import type { ChangeLinode } from '../linode/linode-draft'
import { RegionField } from '../linode/region-field'
import { stepWords } from '../linode/step-words'
import { linodePracticeWords } from './linode-practice-words'

interface Props {
  readonly answer: CatalogueAnswer | undefined
  readonly region: CloudRegion | undefined
  readonly speed: PracticeSpeed
  readonly onChange: ChangeLinode
  readonly onSpeed: (speed: PracticeSpeed) => void
}

/** Where the machines would stand, and how fast the time of the simulation runs. Nobody pays. */
export function StepPlace({ answer, region, speed, onChange, onSpeed }: Props) {
  const t = useText(linodePracticeWords)
  const { loadingCatalogue } = useText(stepWords)
  return (
    <div className="flex flex-col gap-5">
      <fieldset>
        <legend className="mb-2 text-sm font-semibold text-soft">{t.speedLegend}</legend>
        <div className="grid gap-3 sm:grid-cols-3">
          {PRACTICE_SPEEDS.map((one) => (
            <Tile
              key={one}
              name="cloud-speed"
              value={String(one)}
              checked={speed === one}
              onChoose={() => onSpeed(one)}
              badge={<Badge className="border border-line">{t.speedBadge(one)}</Badge>}
              title={t.speeds[one].title}
            >
              {t.speeds[one].words}
            </Tile>
          ))}
        </div>
      </fieldset>
      {answer === undefined ? (
        <SkeletonRows rows={2} label={loadingCatalogue} />
      ) : (
        <RegionField accountId={SIMULATED_ACCOUNT} answer={answer} region={region} onChange={onChange} />
      )}
    </div>
  )
}
