'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useLiveBoards } from '@/components/machines/use-live-boards'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import { Table } from '@/components/ui/table'
import type { ListedBatch, ListedCard } from '@/lib/contracts/cards'
import { failureOf } from '@/lib/shared/call-api'
import { cardStage } from '@/lib/shared/card-stage'
import { paths } from '@/lib/shared/paths'
import { cards } from '@/messages/cards'
import { practice } from '@/messages/practice'
import { CardRow, canPowerOn } from './card-row'
import { ImagerCard } from './imager-card'
import { useBatch, useDeleteBatch, useMakeLink, usePowerOn } from './use-cards'
import { useGreetBoards } from './use-greet-boards'

const WriteCardDialog = dynamic(() => import('./write-card-dialog'), { ssr: false })
const PracticeCardDialog = dynamic(() => import('./practice-card-dialog'), { ssr: false })
const NotThereDialog = dynamic(() => import('./not-there-dialog'), { ssr: false })

/** A batch of cards: one row a card, and its board appears in it by itself. */
export function BatchView({
  initial,
  canWrite,
}: {
  readonly initial: ListedBatch
  /** Whether the person may write cards in the panel's own reader. */
  readonly canWrite: boolean
}) {
  const t = useText(cards)
  const connection = useLiveBoards()
  const batch = useBatch(initial).data
  const make = useMakeLink()
  useGreetBoards(batch.cards)
  const [written, setWritten] = useState<ListedCard>()
  const [missed, setMissed] = useState<ListedCard>()
  const [removing, setRemoving] = useState(false)
  const here = batch.cards.filter((card) => cardStage(card) === 'here')
  const simulated = useText(practice)
  const power = usePowerOn()
  const off = batch.cards.filter(canPowerOn)
  const practised = batch.cards.some((card) => card.practice !== undefined)
  const writable = !practised && batch.cards.some((card) => ['ready', 'waiting', 'unwritten'].includes(cardStage(card)))
  return (
    <>
      <PageHeader
        crumbs={[{ label: t.title, href: paths.cards() }]}
        title={batch.name}
        badge={<ConnectionBadge connection={connection} />}
      >
        <Button kind="quiet" onClick={() => setRemoving(true)}>
          {t.remove}
        </Button>
        {batch.runHref === undefined ? null : <LinkButton href={batch.runHref}>{t.openRun}</LinkButton>}
        {off.length < 2 ? null : (
          <Button busy={power.isPending} onClick={() => power.mutate(off.map((card) => card.machine.id))}>
            {simulated.powerOnAll}
          </Button>
        )}
        {here.length === 0 ? (
          <Button blockedBy={t.makeClusterBlocked}>{t.makeCluster}</Button>
        ) : (
          <LinkButton
            kind="primary"
            href={paths.newCluster({ where: here[0]?.provider ?? '', boards: here.map((card) => card.machine.id) })}
          >
            {t.makeCluster}
          </LinkButton>
        )}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <div role="status">
          <BatchSentence batch={batch} />
        </div>
        {power.error === null ? null : (
          <Notice tone="bad" role="alert">
            {failureOf(power.error).userMessage}
          </Notice>
        )}
        <Table label={batch.name} head={Object.values(t.columns)}>
          {batch.cards.map((card) => (
            <CardRow
              key={card.id}
              card={card}
              etcherUrl={make.data?.images.find((image) => image.imageId === card.id)?.etcherUrl}
              onNotThere={() => setMissed(card)}
              onWrite={canWrite || card.practice !== undefined ? () => setWritten(card) : undefined}
            />
          ))}
        </Table>
        {writable ? <ImagerCard make={make} /> : null}
      </div>
      <SectionTitle>{t.has}</SectionTitle>
      <CardContents batch={batch} />
      {written === undefined ? null : written.practice === undefined ? (
        <WriteCardDialog card={written} onClose={() => setWritten(undefined)} />
      ) : (
        <PracticeCardDialog card={written} onClose={() => setWritten(undefined)} />
      )}
      {missed === undefined ? null : <NotThereDialog card={missed} onClose={() => setMissed(undefined)} />}
      {removing ? <RemoveBatch batch={batch} onClose={() => setRemoving(false)} /> : null}
    </>
  )
}

function BatchSentence({ batch }: { readonly batch: ListedBatch }) {
  const t = useText(cards)
  const at = (stage: ReturnType<typeof cardStage>) => batch.cards.filter((card) => cardStage(card) === stage)
  const names = (list: readonly ListedCard[]) => list.map((card) => card.machine.name)
  const [here, waiting, ready] = [at('here'), at('waiting'), at('ready')]
  const [building, failed, asks] = [at('preparing'), at('failed'), at('asks')]
  const [writing, unwritten] = [at('writing'), at('unwritten')]
  const all = batch.cards.length
  const tone = failed.length + asks.length + unwritten.length > 0 ? 'bad' : here.length === all ? 'ok' : 'run'
  return (
    <Sentence tone={tone} lead={t.here(here.length, all)}>
      {asks.length === 0 ? null : t.asks(names(asks))} {failed.length === 0 ? null : t.failed(failed.length)}{' '}
      {unwritten.length === 0 ? null : t.unwritten(names(unwritten))}{' '}
      {writing.length === 0 ? null : t.writingNow(names(writing))}{' '}
      {building.length === 0 ? null : t.building(building.length)}{' '}
      {ready.length === 0 ? null : t.writeNext(ready.length)}{' '}
      {waiting.length === 0 ? null : t.waitingFor(names(waiting))}
    </Sentence>
  )
}

function CardContents({ batch }: { readonly batch: ListedBatch }) {
  const t = useText(cards)
  const contents = [
    [t.hasKey, t.hasKeyText],
    [t.hasNoPassword, t.hasNoPasswordText],
    [t.hasNetwork, t.hasNetworkText(batch.network, batch.wifi)],
    [t.hasTime, batch.timeZone],
  ] as const
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      {contents.map(([title, text]) => (
        <Card key={title}>
          <h3 className="font-semibold">{title}</h3>
          <p className="mt-1 text-sm text-soft">{text}</p>
        </Card>
      ))}
    </div>
  )
}

function RemoveBatch({ batch, onClose }: { readonly batch: ListedBatch; readonly onClose: () => void }) {
  const t = useText(cards)
  const router = useRouter()
  const remove = useDeleteBatch(batch.id)
  return (
    <ConfirmDialog
      title={t.removeTitle(batch.name)}
      action={t.removeNow}
      busy={remove.isPending}
      failure={remove.error === null ? undefined : failureOf(remove.error)}
      onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push(paths.cards()) })}
      onClose={onClose}
    >
      <p>{t.removeLead}</p>
    </ConfirmDialog>
  )
}
