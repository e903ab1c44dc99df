'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button, LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import type { Tone } from '@/components/ui/tone'
import type { ListedClass } from '@/lib/contracts/classes'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'
import { classSpan } from './class-times'

export const STATE_TONE = {
  planned: 'idle',
  live: 'ok',
  over: 'warn',
  ended: 'idle',
} satisfies Record<ListedClass['state'], Tone>

/** The classes of a teacher. */
export function ClassesView({ initial }: { readonly initial: readonly ListedClass[] }) {
  const t = useText(classes)
  const [archived, setArchived] = useState(false)
  const all = useQuery({
    queryKey: ['classes'],
    queryFn: async ({ signal }) => (await callApi('GET /api/classes', { signal })).classes,
    initialData: initial,
  }).data
  const list = all.filter((each) => archived || !each.archived)
  const create = (
    <LinkButton kind="primary" href={paths.newClass()}>
      {t.newClass}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t.title}>{list.length === 0 ? null : create}</PageHeader>
      {list.length === 0 ? (
        <EmptyState title={t.empty} action={create}>
          {t.emptyWords}
        </EmptyState>
      ) : (
        <Table
          label={t.list}
          head={[
            t.columns.name,
            t.columns.when,
            t.columns.seats,
            t.columns.clusters,
            t.columns.teachers,
            t.columns.state,
          ]}
        >
          {list.map((each) => (
            <Row key={each.id}>
              <Cell>
                <Link href={paths.class({ classId: each.id })} className="font-semibold hover:underline">
                  {each.name}
                </Link>
              </Cell>
              <Cell className="whitespace-nowrap">{classSpan(each.startsAt, each.endsAt, each.timeZone)}</Cell>
              <Cell mono>{t.joinedOf(each.joined, each.seats)}</Cell>
              <Cell mono>{each.clusters}</Cell>
              <Cell className="text-soft">{each.teachers.join(', ')}</Cell>
              <Cell>
                <Badge tone={STATE_TONE[each.state]} led>
                  {each.archived ? t.archived : t.state[each.state]}
                </Badge>
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {all.some((each) => each.archived) ? (
        <Button kind="quiet" size="small" className="mt-3" onClick={() => setArchived(!archived)}>
          {archived ? t.hideArchived : t.showArchived}
        </Button>
      ) : null}
    </>
  )
}
