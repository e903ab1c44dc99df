'use client'

import { useMutation } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/field'
import type { DeskBudget } from '@/lib/contracts/costs'
import { callApi } from '@/lib/shared/call-api'
import { costs } from '@/messages/costs'
import { sharedWords } from '@/messages/shared-words'
import { DeskResult } from './desk-result'

interface Typed {
  /** Of this page, so that a row keeps its place. */
  readonly id: number
  readonly name: string
  readonly count: string
  readonly price: string
  readonly watts: string
}

/** Until the person has put in their own. */
const EXAMPLE: DeskBudget = {
  items: [
    { name: 'Board with card', count: 5, price: 80, watts: 6 },
    { name: 'Switch', count: 1, price: 45, watts: 4 },
    { name: 'Supply and cables', count: 1, price: 35, watts: 0 },
  ],
  kWhPrice: 0.25,
  cloudMonthly: 140,
}

const typed = ({ items }: DeskBudget): readonly Typed[] =>
  items.map(({ name, count, price, watts }, id) => ({
    ...{ id, name, count: String(count), price: String(price), watts: String(watts) },
  }))

/** Digits with a point or a comma; `NaN` for what is no number: the server names it. */
const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')))

/** What one's own boards cost, and beside it after how many months they are cheaper than the cloud. */
export function DeskForm({
  initial,
  latest,
}: {
  readonly initial: DeskBudget | null
  /** A cluster in the cloud to compare with. */
  readonly latest: { readonly name: string; readonly monthly: number } | undefined
}) {
  const t = useText(costs)
  const { saved } = useText(sharedWords)
  const first = initial ?? EXAMPLE
  const [rows, setRows] = useState(() => typed(first))
  const [kWhPrice, setKWhPrice] = useState(String(first.kWhPrice))
  const [cloudMonthly, setCloudMonthly] = useState(String(first.cloudMonthly))
  const desk: DeskBudget = {
    items: rows.map(({ name, count, price, watts }) => ({
      ...{ name, count: number(count), price: number(price), watts: number(watts) },
    })),
    kWhPrice: number(kWhPrice),
    cloudMonthly: number(cloudMonthly),
  }
  const save = useMutation({ mutationFn: () => callApi('PUT /api/costs/desk', { body: desk }) })
  const change = (id: number, part: Partial<Typed>) => {
    save.reset()
    setRows((now) => now.map((row) => (row.id === id ? { ...row, ...part } : row)))
  }
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <FormCard change={save} action={t.saveDesk} done={saved} onSubmit={() => save.mutate()}>
        {initial === null ? <p className="text-soft">{t.deskExample}</p> : null}
        <div className="flex w-full flex-col gap-2">
          {rows.map((row, place) => (
            <DeskRow
              key={row.id}
              row={row}
              isFirst={place === 0}
              onChange={(part) => change(row.id, part)}
              onRemove={rows.length > 1 ? () => setRows((now) => now.filter(({ id }) => id !== row.id)) : undefined}
            />
          ))}
        </div>
        <Button
          size="small"
          onClick={() =>
            setRows((now) => [
              ...now,
              { id: Math.max(...now.map(({ id }) => id)) + 1, name: '', count: '1', price: '', watts: '0' },
            ])
          }
        >
          {t.addRow}
        </Button>
        <div className="grid w-full gap-3 sm:grid-cols-2">
          <TextField
            label={t.kWhPrice}
            inputMode="decimal"
            autoComplete="off"
            value={kWhPrice}
            onChange={(event) => setKWhPrice(event.target.value)}
          />
          <TextField
            label={t.cloudMonthly}
            inputMode="decimal"
            autoComplete="off"
            value={cloudMonthly}
            hint={latest === undefined ? t.cloudHint : t.cloudLatest(latest.name, latest.monthly)}
            onChange={(event) => setCloudMonthly(event.target.value)}
          />
        </div>
        {latest === undefined ? null : (
          <Button size="small" kind="quiet" onClick={() => setCloudMonthly(String(latest.monthly))}>
            {t.useLatest}
          </Button>
        )}
      </FormCard>
      <DeskResult desk={desk} />
    </div>
  )
}

function DeskRow({
  row,
  isFirst,
  onChange,
  onRemove,
}: {
  readonly row: Typed
  readonly isFirst: boolean
  readonly onChange: (part: Partial<Typed>) => void
  readonly onRemove: (() => void) | undefined
}) {
  const t = useText(costs)
  const label = (text: string) => (isFirst ? text : <span className="sr-only">{text}</span>)
  return (
    <div className="grid grid-cols-[1fr_1fr_1fr_2rem] items-end gap-2 sm:grid-cols-[minmax(0,1fr)_4.5rem_6rem_6rem_2rem]">
      <TextField
        className="max-sm:col-span-4"
        label={label(t.what)}
        autoComplete="off"
        value={row.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <TextField
        label={label(t.count)}
        inputMode="numeric"
        autoComplete="off"
        value={row.count}
        onChange={(event) => onChange({ count: event.target.value })}
      />
      <TextField
        label={label(t.price)}
        inputMode="decimal"
        autoComplete="off"
        value={row.price}
        onChange={(event) => onChange({ price: event.target.value })}
      />
      <TextField
        label={label(t.watts)}
        inputMode="decimal"
        autoComplete="off"
        value={row.watts}
        onChange={(event) => onChange({ watts: event.target.value })}
      />
      {onRemove === undefined ? (
        <span />
      ) : (
        <button
          type="button"
          aria-label={t.removeRow(row.name)}
          className="grid size-8.5 place-items-center rounded-control text-soft hover:bg-sunken hover:text-ink"
          onClick={onRemove}
        >
          <X aria-hidden="true" size={16} />
        </button>
      )}
    </div>
  )
}
