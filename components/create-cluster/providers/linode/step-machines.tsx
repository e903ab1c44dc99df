'use client'

import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import { SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { CloudCatalogue, CloudSize } from '@/lib/contracts/cloud-catalogue'
import { K3S_SERVER_MB, MOST_CLOUD_WORKERS } from '@/lib/shared/cloud/cloud-data'
import type { ChangeLinode, Chosen, LinodeDraft } from './linode-draft'
import { SizeCards } from './size-cards'
import { stepWords } from './step-words'

interface Props {
  readonly draft: LinodeDraft
  readonly chosen: Chosen
  /** Undefined while it is being asked for. */
  readonly catalogue: CloudCatalogue | undefined
  readonly mostWorkers?: number
  readonly onChange: ChangeLinode
}

const countsTo = (most: number) => Array.from({ length: most + 1 }, (_, count) => count)
const isTight = ({ memoryMb }: CloudSize): boolean => memoryMb < K3S_SERVER_MB

/** How large, how many, and what they start from. */
export function StepMachines({ draft, chosen, catalogue, mostWorkers = MOST_CLOUD_WORKERS, onChange }: Props) {
  const t = useText(stepWords)
  if (catalogue === undefined) return <SkeletonRows rows={6} label={t.loadingCatalogue} />
  const { region, server, worker, image } = chosen
  const calm = catalogue.sizes.find((size) => !isTight(size))
  return (
    <div className="flex flex-col gap-5">
      <div>
        <SizeCards
          name="server-size"
          legend={t.server}
          catalogue={catalogue}
          region={region?.id}
          chosen={server?.id}
          remark={(size) => (isTight(size) ? 'tight' : size.id === calm?.id ? 'recommended' : undefined)}
          onChoose={(serverType) => onChange((now) => ({ ...now, serverType }))}
        />
        {server === undefined ? null : (
          <Notice tone={isTight(server) ? 'warn' : 'idle'} className="mt-3 min-h-15.5">
            {isTight(server) ? t.tightHint(server.label) : t.calmHint}
          </Notice>
        )}
      </div>
      <SizeCards
        name="worker-size"
        legend={t.worker}
        catalogue={catalogue}
        region={region?.id}
        chosen={worker?.id}
        onChoose={(workerType) => onChange((now) => ({ ...now, workerType }))}
      />
      <Card className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t.workers}
          hint={t.workersHint}
          value={draft.workers}
          onChange={(event) => {
            const workers = Number(event.target.value)
            onChange((now) => ({ ...now, workers }))
          }}
        >
          {countsTo(mostWorkers).map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t.image}
          hint={t.imageHint}
          value={image?.id ?? ''}
          onChange={(event) => {
            const id = event.target.value
            onChange((now) => ({ ...now, image: id }))
          }}
        >
          {catalogue.images.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
      </Card>
    </div>
  )
}
