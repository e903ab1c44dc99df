'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import type { CardSource, CardSourcesData } from '@/lib/contracts/card-sources'
import { formatBytes } from '@/lib/shared/format-bytes'
import { paths } from '@/lib/shared/paths'
import { cardSystems } from '@/messages/card-systems'
import { cards } from '@/messages/cards'
import { useCardSources } from './use-card-sources'

const BringDialog = dynamic(() => import('./bring-dialog'), { ssr: false })
const RemoveSourceDialog = dynamic(() => import('./remove-source-dialog'), { ssr: false })

interface Props {
  readonly initial: CardSourcesData
  readonly mayChange: boolean
}

type Open = { readonly what: 'bring' | 'remove'; readonly slot: string } | undefined

/** What cards are made from: systems, images and boot loaders, those that are here first. */
export function SystemsView({ initial, mayChange }: Props) {
  const t = useText(cardSystems)
  const words = useText(cards)
  const { data } = useCardSources(initial)
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const here = data.sources.filter(({ kept }) => kept !== undefined).length
  const [loaders, systems] = [true, false].map((loader) =>
    data.sources.filter(({ what }) => (what === 'boot-loader') === loader).sort(hereFirst),
  )
  const opened = data.sources.find(({ slot }) => slot === open?.slot)
  const table = (label: string, sources: readonly CardSource[] = []) => (
    <Table label={label} head={[t.columns.file, t.columns.boards, t.columns.here, '']}>
      {sources.map((source) => (
        <SourceRow
          key={source.slot}
          source={source}
          mayChange={mayChange}
          onOpen={(what) => setOpen({ what, slot: source.slot })}
        />
      ))}
    </Table>
  )
  return (
    <>
      <PageHeader crumbs={[{ label: words.title, href: paths.cards() }]} title={t.title} />
      <p className="mb-4 max-w-4xl text-lg text-soft">
        <span className="text-ink">{t.lead(here, formatBytes(data.bytes))}</span> {t.leadMore}{' '}
        {mayChange ? null : t.adminsOnly}
      </p>
      {table(t.systems, systems)}
      <div className="mt-6">
        <SectionTitle>{t.bootLoaders}</SectionTitle>
        <p className="mb-3 max-w-4xl text-soft">{t.bootLoadersLead}</p>
        {table(t.bootLoaders, loaders)}
      </div>
      {open?.what === 'bring' && opened !== undefined ? <BringDialog source={opened} onClose={close} /> : null}
      {open?.what === 'remove' && opened !== undefined ? <RemoveSourceDialog source={opened} onClose={close} /> : null}
    </>
  )
}

const hereFirst = (a: CardSource, b: CardSource): number =>
  Number(b.kept !== undefined) - Number(a.kept !== undefined) || a.title.localeCompare(b.title, 'en')

function SourceRow({
  source,
  mayChange,
  onOpen,
}: {
  readonly source: CardSource
  readonly mayChange: boolean
  readonly onOpen: (what: 'bring' | 'remove') => void
}) {
  const t = useText(cardSystems)
  const { title, file, boards, kept, run, where } = source
  return (
    <Row>
      <Cell className="min-w-48">
        <span className="font-semibold">{title}</span>
        {file === undefined ? null : <p className="facts text-soft [overflow-wrap:anywhere]">{file}</p>}
        {kept === undefined && where !== undefined ? <p className="text-xs text-faint">{where}</p> : null}
      </Cell>
      <Cell className="min-w-40 text-soft">{t.forBoards(boards)}</Cell>
      <Cell className="min-w-56">
        <span className="flex flex-wrap items-center gap-2">
          {kept === undefined ? (
            <span className="text-soft">{t.notHere}</span>
          ) : (
            <Badge tone={kept.verdict === 'none' ? 'warn' : 'ok'}>{t.here}</Badge>
          )}
          {run === undefined ? null : (
            <Link href={run.href} className="hover:underline">
              <Badge tone={run.state === 'failed' ? 'bad' : 'run'} led={run.state === 'on-its-way'}>
                {run.state === 'failed' ? t.failed : t.onItsWay}
              </Badge>
            </Link>
          )}
        </span>
        {kept === undefined ? null : <KeptFacts kept={kept} cards={source.cards} />}
      </Cell>
      <Cell className="text-right whitespace-nowrap">
        {mayChange ? (
          <span className="inline-flex gap-2">
            <Button size="small" aria-label={t.bringOf(title)} onClick={() => onOpen('bring')}>
              {kept === undefined ? t.bring : t.bringAnew}
            </Button>
            {kept === undefined ? null : (
              <Button size="small" aria-label={t.removeOf(title)} onClick={() => onOpen('remove')}>
                {t.remove}
              </Button>
            )}
          </span>
        ) : null}
      </Cell>
    </Row>
  )
}

function KeptFacts({ kept, cards: count }: { readonly kept: NonNullable<CardSource['kept']>; readonly cards: number }) {
  const t = useText(cardSystems)
  const { verdict, checkedBy, facts, bytes, sha256, fileName } = kept
  const firstBoot = facts?.firstBoot ?? undefined
  const seen = [facts?.system, firstBoot === undefined ? undefined : t.firstBoots[firstBoot]].filter(Boolean)
  return (
    <div className="mt-1 text-xs text-soft [overflow-wrap:anywhere]">
      {seen.length === 0 ? null : <p>{seen.join(', ')}</p>}
      <p>
        {t.verdicts[verdict]}
        {checkedBy === '' ? '' : ` (${checkedBy})`}
      </p>
      <p className="facts text-faint" title={sha256}>
        {fileName} · {formatBytes(bytes)} · {t.sha256} {sha256.slice(0, 12)}…
      </p>
      {count === 0 ? null : <p>{t.cards(count)}</p>}
    </div>
  )
}
