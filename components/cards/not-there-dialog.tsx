'use client'

import { useState } from 'react'
import { useChangeMachine } from '@/components/machines/use-machines'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { ListedCard } from '@/lib/contracts/cards'
import { failureOf } from '@/lib/shared/call-api'
import { cards } from '@/messages/cards'
import { useScan } from './use-cards'

/** What to look at when a board does not appear, by what one sees; and a look through the network for its key. */
export default function NotThereDialog({ card, onClose }: { readonly card: ListedCard; readonly onClose: () => void }) {
  const t = useText(cards)
  return (
    <Dialog open wide title={t.notThereTitle(card.machine.name)} onClose={onClose}>
      <p className="mb-3 text-soft">{t.usually}</p>
      <dl className="mb-4 flex flex-col gap-2 text-sm">
        {t.symptoms.map(([symptom, what]) => (
          <div
            key={symptom}
            className="grid gap-x-4 border-b border-dashed border-line pb-2 sm:grid-cols-[13rem_minmax(0,1fr)]"
          >
            <dt className="font-semibold">{symptom}</dt>
            <dd className="text-soft">{what}</dd>
          </div>
        ))}
      </dl>
      <NetworkScan />
    </Dialog>
  )
}

function NetworkScan() {
  const t = useText(cards)
  const scan = useScan()
  const [network, setNetwork] = useState('192.168.1.0/24')
  const { data, error } = scan
  return (
    <form
      className="flex flex-col gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!scan.isPending) scan.mutate(network)
      }}
    >
      <h3 className="font-semibold">{t.scanTitle}</h3>
      <div className="flex items-end gap-2">
        <TextField
          className="flex-1"
          mono
          label={t.scanNetwork}
          hint={t.scanHint}
          value={network}
          onChange={(event) => setNetwork(event.target.value)}
        />
        <Button type="submit" busy={scan.isPending} className="mb-9">
          {t.scan}
        </Button>
      </div>
      <div role="status" className="flex flex-col gap-2 text-sm">
        {data === undefined ? null : (
          <p className="text-soft">
            {t.scanDone(data.looked, data.answered)} {data.found.length === 0 ? t.scanNone : null}
          </p>
        )}
        {data?.found.map((found) => (
          <FoundBoard key={found.address} {...found} />
        ))}
      </div>
      {error === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(error).userMessage}
        </Notice>
      )}
    </form>
  )
}

function FoundBoard(found: { readonly machineId: string; readonly name: string; readonly address: string }) {
  const t = useText(cards)
  const change = useChangeMachine(found.machineId)
  return (
    <Notice
      tone={change.isSuccess ? 'ok' : 'idle'}
      action={
        change.isSuccess ? null : (
          <Button size="small" busy={change.isPending} onClick={() => change.mutate({ address: found.address })}>
            {t.scanTake(found.name)}
          </Button>
        )
      }
    >
      {change.error === null ? t.scanFound(found.name, found.address) : failureOf(change.error).userMessage}
    </Notice>
  )
}
