'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { SelectField } from '@/components/ui/field'
import { Tile } from '@/components/ui/tile'
import type { CloudCatalogue, CloudSize } from '@/lib/contracts/cloud-catalogue'
import { priceAt } from '@/lib/shared/cloud/cluster-cost'
import { formatDollars } from '@/lib/shared/format-dollars'
import { isSoldOut } from './linode-draft'
import { stepWords } from './step-words'

/** As many as fit beside each other; there are dozens. */
const CARDS = 4

interface Props {
  /** Of the group of radio buttons. */
  readonly name: string
  readonly legend: string
  readonly catalogue: CloudCatalogue
  readonly region: string | undefined
  readonly chosen: string | undefined
  /** A word about a size, where there is something to say. */
  readonly remark?: (size: CloudSize) => 'tight' | 'recommended' | undefined
  readonly onChoose: (size: string) => void
}

/** The small sizes as cards with their price in the region, and all others in a list. */
export function SizeCards({ name, legend, catalogue, region, chosen, remark, onChoose }: Props) {
  const t = useText(stepWords)
  const { sizes } = catalogue
  const cards = sizes.slice(0, CARDS)
  const others = sizes.slice(CARDS)
  const priceOf = (size: CloudSize) => {
    const { hourly, monthly } = priceAt(size, region ?? '')
    return t.sizePrice(formatDollars(hourly), formatDollars(monthly))
  }
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold text-soft">{legend}</legend>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {cards.map((size) => {
          const word = remark?.(size)
          return (
            <Tile
              key={size.id}
              name={name}
              value={size.id}
              checked={chosen === size.id}
              onChoose={onChoose}
              title={size.label}
              badge={
                word === undefined ? (
                  <Badge>{catalogueClass(size)}</Badge>
                ) : (
                  <Badge tone={word === 'tight' ? 'warn' : 'ok'}>{t[word]}</Badge>
                )
              }
              foot={<PriceLines size={size} region={region} />}
              blockedBy={isSoldOut(catalogue, region, size.id) ? t.soldOut : undefined}
            >
              {t.sizeFacts(size.vcpus, Math.round(size.diskMb / 1024))}
            </Tile>
          )
        })}
      </div>
      {others.length === 0 ? null : (
        <SelectField
          className="mt-3"
          label={t.moreSizes}
          value={others.some(({ id }) => id === chosen) ? chosen : ''}
          onChange={(event) => {
            if (event.target.value !== '') onChoose(event.target.value)
          }}
        >
          <option value="">{t.moreSizesNone}</option>
          {others.map((size) => {
            const gone = isSoldOut(catalogue, region, size.id)
            return (
              <option key={size.id} value={size.id} disabled={gone}>
                {`${size.label} · ${gone ? t.soldOut : priceOf(size)}`}
              </option>
            )
          })}
        </SelectField>
      )}
    </fieldset>
  )
}

/** Two lines, so that cards of any price are of one height. */
function PriceLines({ size, region }: { readonly size: CloudSize; readonly region: string | undefined }) {
  const t = useText(stepWords)
  const { hourly, monthly } = priceAt(size, region ?? '')
  return (
    <>
      <span className="block">{t.hourPrice(formatDollars(hourly))}</span>
      <span className="block font-normal text-soft">{t.monthPrice(formatDollars(monthly))}</span>
    </>
  )
}

const catalogueClass = ({ memoryMb }: CloudSize): string => `${Math.round(memoryMb / 1024)} GB`
