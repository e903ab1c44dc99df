'use client'

import type { Offered } from '@/components/create-cluster/use-offers'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import { SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { races } from '@/messages/races'

interface Props {
  readonly title: string
  readonly offered: readonly Offered[]
  readonly provider: string
  readonly problems: readonly string[]
  /** Its settings are open below. */
  readonly open: boolean
  readonly onProvider: (provider: string) => void
  readonly onOpen: () => void
}

/** One side of a race to be: where it lives, what it will be and cost, and what is missing. */
export function SideCard({ title, offered, provider, problems, open, onProvider, onOpen }: Props) {
  const t = useText(races)
  const offer = offered.find(({ id }) => id === provider)?.offer
  if (offer === undefined) return null
  const { summary, tile } = offer
  return (
    <Card className="flex flex-col gap-3">
      <h2 className="flex flex-wrap items-center gap-2 text-xl font-semibold">
        {title} {summary.badge ?? tile.badge}
      </h2>
      <SelectField label={t.where} value={provider} onChange={(event) => onProvider(event.target.value)}>
        {offered.map(({ id, offer: { tile: of } }) => (
          <option key={id} value={id} disabled={of.blockedBy !== undefined && id !== provider}>
            {of.title}
          </option>
        ))}
      </SelectField>
      <p className="flex flex-wrap items-baseline gap-x-2 text-lg">
        <span>{summary.title}</span>
        <span className="font-mono font-semibold">{summary.price}</span>
        <span className="text-sm text-faint">{summary.priceHint}</span>
      </p>
      <FactsList facts={summary.facts} />
      {problems.map((text) => (
        <Notice key={text} tone="warn">
          {text}
        </Notice>
      ))}
      <Button className="mt-auto self-start" aria-expanded={open} onClick={onOpen}>
        {open ? t.closeChange : t.change}
      </Button>
    </Card>
  )
}
