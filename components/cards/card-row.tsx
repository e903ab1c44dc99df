'use client'

import Link from 'next/link'
import { useEffect, useState } from 'react'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { AnchorButton, Button, LinkButton } from '@/components/ui/button'
import { Cell, Row } from '@/components/ui/table'
import type { Tone } from '@/components/ui/tone'
import type { ListedCard } from '@/lib/contracts/cards'
import { failureOf } from '@/lib/shared/call-api'
import { type CardStage, cardStage, stopwatch, writeProgress } from '@/lib/shared/card-stage'
import { formatBytes } from '@/lib/shared/format-bytes'
import { paths } from '@/lib/shared/paths'
import { cards } from '@/messages/cards'
import { practice } from '@/messages/practice'
import { usePowerOn, useStopWriting } from './use-cards'

const TONE = {
  preparing: 'run',
  failed: 'bad',
  ready: 'idle',
  writing: 'run',
  unwritten: 'bad',
  waiting: 'run',
  asks: 'bad',
  here: 'ok',
  removed: 'idle',
} as const satisfies Record<CardStage, Tone>

/** One card of a batch: its board, where it is on its way, and the one thing to do about it. */
export function CardRow({
  card,
  etcherUrl,
  onNotThere,
  onWrite,
}: {
  readonly card: ListedCard
  /** Once an address without a session was made. */
  readonly etcherUrl: string | undefined
  readonly onNotThere: () => void
  /** Undefined for who may not write cards in the panel's own reader. */
  readonly onWrite: (() => void) | undefined
}) {
  const t = useText(cards)
  const stage = cardStage(card)
  return (
    <Row>
      <Cell>
        <Link href={paths.machine({ machineId: card.machine.id })} className="font-semibold hover:underline">
          {card.machine.name}
        </Link>
        {card.practice === undefined ? null : (
          <span className="ml-2">
            <PracticeBadge />
          </span>
        )}
        <span className="block text-2xs text-faint">{card.profileName}</span>
      </Cell>
      <Cell>{card.systemName}</Cell>
      <Cell>
        <Badge tone={TONE[stage]} led>
          {t.states[stage]}
          {stage === 'waiting' && card.deliveredAt !== undefined && !canPowerOn(card) ? (
            <Waiting since={card.deliveredAt} />
          ) : null}
        </Badge>
      </Cell>
      <Cell className="facts max-w-72 text-sm text-faint">
        <Where card={card} stage={stage} />
      </Cell>
      <Cell>
        <div className="flex justify-end gap-1.5">
          {stage === 'asks' ? (
            <LinkButton size="small" href={paths.machine({ machineId: card.machine.id })}>
              {t.decide}
            </LinkButton>
          ) : null}
          {canPowerOn(card) ? <PowerOnButton card={card} /> : null}
          {stage === 'waiting' && card.practice === undefined ? (
            <Button size="small" onClick={onNotThere}>
              {t.notThere}
            </Button>
          ) : null}
          {stage === 'writing' ? <StopButton card={card} /> : null}
          {onWrite !== undefined && WRITABLE.includes(stage) && card.practice?.phase !== 'starting' ? (
            <Button
              size="small"
              kind={stage === 'waiting' ? 'quiet' : 'plain'}
              aria-label={t.writeOf(stage === 'ready' ? t.write : t.writeAgain, card.machine.name)}
              onClick={onWrite}
            >
              {stage === 'ready' ? t.write : t.writeAgain}
            </Button>
          ) : null}
          {card.file !== undefined && WRITABLE.includes(stage) ? (
            <>
              {etcherUrl === undefined ? null : (
                <AnchorButton size="small" kind="quiet" href={etcherUrl}>
                  {t.etcher}
                </AnchorButton>
              )}
              <AnchorButton
                size="small"
                kind={stage === 'ready' ? 'plain' : 'quiet'}
                aria-label={t.downloadOf(card.machine.name)}
                href={fileHref(card.id, card.file.name)}
              >
                {t.download}
              </AnchorButton>
            </>
          ) : null}
        </div>
      </Cell>
    </Row>
  )
}

/** Stages in which an image is there to be taken. */
const WRITABLE: readonly CardStage[] = ['ready', 'waiting', 'unwritten']

function StopButton({ card }: { readonly card: ListedCard }) {
  const t = useText(cards)
  const stop = useStopWriting(card.id)
  return (
    <Button
      size="small"
      busy={stop.isPending}
      aria-label={t.stopOf(card.machine.name)}
      title={stop.error === null ? undefined : failureOf(stop.error).userMessage}
      onClick={() => stop.mutate()}
    >
      {t.stop}
    </Button>
  )
}

/** A simulated board that is off, with its card in it. */
export const canPowerOn = (card: ListedCard): boolean =>
  card.practice?.phase === 'card-in' && cardStage(card) === 'waiting'

function PowerOnButton({ card: { machine } }: { readonly card: ListedCard }) {
  const t = useText(practice)
  const power = usePowerOn()
  return (
    <Button
      size="small"
      busy={power.isPending}
      aria-label={t.powerOnOf(machine.name)}
      title={power.error === null ? undefined : failureOf(power.error).userMessage}
      onClick={() => power.mutate([machine.id])}
    >
      {t.powerOn}
    </Button>
  )
}

const fileHref = (imageId: string, file: string): string =>
  `/api/cards/images/${encodeURIComponent(imageId)}/${encodeURIComponent(file)}`

/** Ticks by the second; screen readers are told when the board is here, not each second. */
function Waiting({ since }: { readonly since: number }) {
  const [now, setNow] = useState(since)
  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span aria-hidden="true" className="facts">
      … {stopwatch(now - since)}
    </span>
  )
}

function Where({ card, stage }: { readonly card: ListedCard; readonly stage: CardStage }) {
  const t = useText(cards)
  const simulated = useText(practice)
  const { file, writing } = card
  if (writing !== undefined && stage === 'writing') {
    const { percent, bytesPerSecond, leftMs } = writeProgress(writing)
    const rate = bytesPerSecond === undefined ? undefined : formatBytes(bytesPerSecond)
    const left = leftMs === undefined ? undefined : stopwatch(leftMs)
    return (
      <>
        {writing.phase === 'waiting' ? writing.drive : t.writeFar(percent, rate, left)}
        <span className="block truncate" title={`${writing.drive} (${writing.path})`}>
          {t.writePhases[writing.phase]}
          {writing.runHref === undefined ? null : (
            <>
              {' · '}
              <Link className="underline" href={writing.runHref}>
                {t.openRun}
              </Link>
            </>
          )}
        </span>
      </>
    )
  }
  if (writing?.failure !== undefined && stage === 'unwritten') {
    return (
      <>
        {writing.failure}
        {writing.runHref === undefined ? null : (
          <Link className="block underline" href={writing.runHref}>
            {t.writeRun}
          </Link>
        )}
      </>
    )
  }
  if (stage === 'here') return t.keyMatches(card.address ?? '')
  if (stage === 'failed') return card.failure ?? ''
  if (card.practice !== undefined && stage !== 'preparing') return simulated.boardPhases[card.practice.phase]
  if (file === undefined) return null
  return (
    <>
      {t.size(formatBytes(file.bytes))} ·{' '}
      <a className="underline" href={fileHref(card.id, file.bmapName)}>
        {t.map}
      </a>
      <span className="block truncate" title={file.sha256}>
        {t.sha256} {file.sha256.slice(0, 8)}…{file.sha256.slice(-4)}
      </span>
    </>
  )
}
