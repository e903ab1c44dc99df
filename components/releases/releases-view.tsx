'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorCard } from '@/components/ui/error-card'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Cell, Row, Table } from '@/components/ui/table'
import type { ListedRelease, ReleasesData } from '@/lib/contracts/artifacts'
import { failureOf } from '@/lib/shared/call-api'
import { formatBytes } from '@/lib/shared/format-bytes'
import { releases } from '@/messages/releases'
import { sharedWords } from '@/messages/shared-words'
import { FetchDialog } from './fetch-dialog'
import { MirrorCard } from './mirror-card'
import { UploadDialog } from './upload-dialog'
import { useReleases } from './use-releases'

type Open = { readonly what: 'upload' } | { readonly what: 'fetch'; readonly version: string | undefined } | undefined

/** The k3s releases that the panel can install, and the ways to get more. */
export function ReleasesView({ mayChange }: { readonly mayChange: boolean }) {
  const t = useText(releases)
  const { retry } = useText(sharedWords)
  const query = useReleases()
  const { data } = query
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const blockedBy = mayChange ? undefined : t.adminsOnly
  return (
    <>
      <PageHeader title={t.title}>
        <Button blockedBy={blockedBy} onClick={() => setOpen({ what: 'upload' })}>
          {t.upload}
        </Button>
        <Button blockedBy={blockedBy} onClick={() => setOpen({ what: 'fetch', version: undefined })}>
          {t.another}
        </Button>
      </PageHeader>
      {query.error !== null && data === undefined ? (
        <ErrorCard
          failure={failureOf(query.error)}
          action={
            <Button kind="primary" onClick={() => void query.refetch()}>
              {retry}
            </Button>
          }
        />
      ) : null}
      {query.isPending ? (
        <Card flush>
          <SkeletonRows label={t.loading} />
        </Card>
      ) : null}
      {data === undefined ? null : (
        <>
          <List data={data} blockedBy={blockedBy} onFetch={(version) => setOpen({ what: 'fetch', version })} />
          {mayChange ? (
            <div className="mt-6 max-w-3xl">
              <SectionTitle>{t.mirror}</SectionTitle>
              <MirrorCard data={data} />
            </div>
          ) : null}
          {open?.what === 'fetch' ? (
            <FetchDialog version={open.version} from={data.releasesUrl} onClose={close} />
          ) : null}
        </>
      )}
      {open?.what === 'upload' ? <UploadDialog onClose={close} /> : null}
    </>
  )
}

function List({
  data,
  blockedBy,
  onFetch,
}: {
  readonly data: ReleasesData
  readonly blockedBy: string | undefined
  readonly onFetch: (version: string) => void
}) {
  const t = useText(releases)
  const here = data.releases.filter((release) => release.complete.length > 0).length
  return (
    <div className="flex flex-col gap-4">
      <p className="text-lg text-soft">
        <span className="text-ink">{t.lead(here)}</span> {t.leadMore}
      </p>
      {data.channelsProblem === undefined ? null : (
        <Notice tone="warn">{t.channelsProblem(data.channelsProblem)}</Notice>
      )}
      {data.releases.length === 0 ? (
        <EmptyState title={t.emptyTitle}>{t.empty}</EmptyState>
      ) : (
        <Table label={t.table} head={[t.version, t.channels, t.here, t.size, t.source, '']}>
          {data.releases.map((release) => (
            <ReleaseRow key={release.version} release={release} blockedBy={blockedBy} onFetch={onFetch} />
          ))}
        </Table>
      )}
    </div>
  )
}

function ReleaseRow({
  release,
  blockedBy,
  onFetch,
}: {
  readonly release: ListedRelease
  readonly blockedBy: string | undefined
  readonly onFetch: (version: string) => void
}) {
  const t = useText(releases)
  const bytes = release.files.reduce((sum, file) => sum + file.bytes, 0)
  const sources = [...new Set(release.files.map((file) => file.source))]
  return (
    <Row>
      <Cell mono className="whitespace-nowrap">
        {release.version} {release.recommended ? <Badge tone="practice">{t.recommended}</Badge> : null}
      </Cell>
      <Cell className="text-soft">{release.channels.join(', ')}</Cell>
      <Cell>
        {release.complete.length === 0 ? (
          <span className="text-soft">{t.nothingHere}</span>
        ) : (
          <Badge tone="ok">{release.complete.join(', ')}</Badge>
        )}
      </Cell>
      <Cell mono>{bytes === 0 ? '' : formatBytes(bytes)}</Cell>
      <Cell className="text-soft [overflow-wrap:anywhere]">{sources.join(', ')}</Cell>
      <Cell className="text-right">
        <Button
          size="small"
          blockedBy={blockedBy}
          aria-label={t.fetchOf(release.version)}
          onClick={() => onFetch(release.version)}
        >
          {t.fetch}
        </Button>
      </Cell>
    </Row>
  )
}
