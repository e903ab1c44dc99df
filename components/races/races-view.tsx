'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useLiveLists } from '@/components/clusters/use-live-lists'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedRace } from '@/lib/contracts/races'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clusters } from '@/messages/clusters'
import { races } from '@/messages/races'

/** The races of the person, newest first. */
export function RacesView({ initial }: { readonly initial: readonly ListedRace[] }) {
  const t = useText(races)
  const connection = useLiveLists()
  const list = useQuery({
    queryKey: ['races'],
    queryFn: async ({ signal }) => (await callApi('GET /api/races', { signal })).races,
    initialData: initial,
  }).data
  const start = (
    <LinkButton kind="primary" href={paths.newRace()}>
      {t.race}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        crumbs={[{ label: t.clusters, href: paths.clusters() }]}
        title={t.title}
        badge={list.length === 0 ? null : <ConnectionBadge connection={connection} />}
      >
        {list.length === 0 ? null : start}
      </PageHeader>
      {list.length === 0 ? (
        <EmptyState title={t.empty} action={start}>
          {t.emptyWords}
        </EmptyState>
      ) : (
        <Table label={t.list} head={[t.columns.name, t.columns.left, t.columns.right, t.columns.started]}>
          {list.map((race) => (
            <Row key={race.id}>
              <Cell>
                <Link href={paths.race({ raceId: race.id })} className="font-semibold hover:underline">
                  {race.name}
                </Link>
              </Cell>
              <Cell>
                <Side side={race.left} />
              </Cell>
              <Cell>
                <Side side={race.right} />
              </Cell>
              <Cell className="whitespace-nowrap text-soft">
                <TimeAgo at={race.startedAt} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </>
  )
}

function Side({ side: { name, provider, practice, status } }: { readonly side: ListedRace['left'] }) {
  const t = useText(races)
  const { runState } = useText(clusters)
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="font-semibold">{name}</span>
      {practice ? <PracticeBadge /> : null}
      <span className="text-soft">
        {[t.on(provider), runState[status]].filter((part) => part !== undefined).join(' · ')}
      </span>
    </span>
  )
}
