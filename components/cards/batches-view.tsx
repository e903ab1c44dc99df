'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useLiveBoards } from '@/components/machines/use-live-boards'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedBatch } from '@/lib/contracts/cards'
import { cardStage } from '@/lib/shared/card-stage'
import { paths } from '@/lib/shared/paths'
import { cards } from '@/messages/cards'
import { practice } from '@/messages/practice'
import { CannotMakeNotice } from './cannot-make-notice'
import { useBatches } from './use-cards'

const PracticeBoardsDialog = dynamic(() => import('@/components/practice/practice-boards-dialog'), { ssr: false })

/** All batches of cards of a person. */
export function BatchesView({
  initial,
  canMake,
}: {
  readonly initial: readonly ListedBatch[]
  /** Whether the panel has what a card of any kind is made from. */
  readonly canMake: boolean
}) {
  const t = useText(cards)
  const simulated = useText(practice)
  const [practising, setPractising] = useState(false)
  const connection = useLiveBoards()
  const batches = useBatches(initial).data
  return (
    <>
      <PageHeader title={t.title} badge={<ConnectionBadge connection={connection} />}>
        <LinkButton href={paths.cardSystems()}>{t.systems}</LinkButton>
        {batches.length === 0 || !canMake ? null : (
          <LinkButton kind="primary" href={paths.newCards()}>
            {t.prepare}
          </LinkButton>
        )}
      </PageHeader>
      {canMake ? null : <CannotMakeNotice className="mb-4" />}
      {batches.length === 0 ? (
        <EmptyState
          title={t.emptyTitle}
          action={
            <>
              <LinkButton kind={canMake ? 'primary' : 'plain'} size="large" href={paths.newCards()}>
                {canMake ? t.prepare : t.seeForm}
              </LinkButton>
              <Button kind="quiet" size="large" onClick={() => setPractising(true)}>
                {simulated.boardsOpen}
              </Button>
            </>
          }
        >
          {t.empty}
        </EmptyState>
      ) : (
        <Card flush>
          <ul aria-label={t.batches}>
            {batches.map((batch) => (
              <BatchLine key={batch.id} batch={batch} />
            ))}
          </ul>
        </Card>
      )}
      {practising ? <PracticeBoardsDialog onClose={() => setPractising(false)} /> : null}
    </>
  )
}

function BatchLine({ batch }: { readonly batch: ListedBatch }) {
  const t = useText(cards)
  const here = batch.cards.filter((card) => cardStage(card) === 'here').length
  const needs = batch.cards.some((card) => ['failed', 'asks'].includes(cardStage(card)))
  const done = here === batch.cards.length
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-3.5 py-2.5 last:border-b-0">
      <Link href={paths.cardBatch({ batchId: batch.id })} className="min-w-48 font-semibold hover:underline">
        {batch.name}
      </Link>
      <span className="min-w-0 flex-1 truncate text-sm text-soft">
        {batch.cards.map((card) => card.machine.name).join(', ')}
      </span>
      <Badge tone={needs ? 'bad' : done ? 'ok' : 'run'}>{t.here(here, batch.cards.length)}</Badge>
      <span className="text-sm text-faint">
        <TimeAgo at={batch.createdAt} />
      </span>
    </li>
  )
}
