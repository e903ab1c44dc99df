'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { TimeAgo } from '@/components/ui/time-ago'
import type { CatalogueAnswer, CloudRegion } from '@/lib/contracts/cloud-catalogue'
import { failureOf } from '@/lib/shared/call-api'
import { SIMULATED_ACCOUNT } from '@/lib/shared/cloud/cloud-data'
import { type ChangeLinode, isUsable } from './linode-draft'
import { linodeWords } from './linode-words'
import { stepWords } from './step-words'
import { useLookAgain } from './use-cloud-catalogue'

interface Props {
  readonly accountId: string
  readonly answer: CatalogueAnswer
  readonly region: CloudRegion | undefined
  readonly onChange: ChangeLinode
}

/** The regions; those that cannot have a cluster stay to be seen, with what they lack. */
export function RegionField({ accountId, answer, region, onChange }: Props) {
  const t = useText(stepWords)
  const { lacks: lacking } = useText(linodeWords)
  const again = useLookAgain(accountId)
  const { catalogue, trouble } = answer
  const usable = catalogue.regions.filter(isUsable)
  const others = catalogue.regions.filter((one) => !isUsable(one))
  const said = again.error === null ? trouble : failureOf(again.error).userMessage
  return (
    <Card className="flex flex-col gap-3">
      <SelectField
        label={t.region}
        hint={t.regionHint}
        value={region?.id ?? ''}
        onChange={(event) => {
          const chosen = event.target.value
          onChange((now) => ({ ...now, region: chosen }))
        }}
      >
        <optgroup label={t.usable}>
          {usable.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </optgroup>
        {others.length === 0 ? null : (
          <optgroup label={t.unusable}>
            {others.map(({ id, label, lacks, outage }) => (
              <option key={id} value={id} disabled>
                {`${label} · ${outage ? t.outage : lacking(lacks)}`}
              </option>
            ))}
          </optgroup>
        )}
      </SelectField>
      {said === undefined ? null : <Notice tone="warn">{said}</Notice>}
      {accountId === SIMULATED_ACCOUNT ? null : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
          <span>
            {t.asOf} <TimeAgo at={catalogue.asOf} />
          </span>
          <Button size="small" kind="quiet" busy={again.isPending} onClick={() => again.mutate()}>
            {t.lookAgain}
          </Button>
        </div>
      )}
    </Card>
  )
}
