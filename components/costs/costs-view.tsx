'use client'

import { useQuery } from '@tanstack/react-query'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import type { ClusterCost, CostsData } from '@/lib/contracts/costs'
import { callApi } from '@/lib/shared/call-api'
import { costOfMonthUntil, hourlyAt, monthForecast } from '@/lib/shared/cloud/cost'
import { paths } from '@/lib/shared/paths'
import { costs } from '@/messages/costs'
import { CostsTable } from './costs-table'
import { DeskForm } from './desk-form'

/** Prices and times are there: between two fetches the figures follow by themselves. */
const EVERY_MS = 30_000

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const monthName = (at: number) => new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(at)

/** What all clusters in the cloud cost and have cost, and when boards would be cheaper. */
export function CostsView({ initial }: { readonly initial: CostsData }) {
  const t = useText(costs)
  const { data } = useQuery({
    queryKey: ['costs'],
    queryFn: ({ signal }) => callApi('GET /api/costs', { signal }),
    initialData: initial,
    refetchInterval: EVERY_MS,
  })
  const { now, clusters, more } = data
  const paid = clusters.filter(({ practice }) => !practice)
  const practised = clusters.filter(({ practice }) => practice)
  const hourly = sum(paid.map(({ meters }) => hourlyAt(meters, now)))
  const soFar = sum(paid.map(({ meters }) => costOfMonthUntil(meters, now)))
  const forecast = sum(paid.map(({ meters, endsAt }) => monthForecast(meters, now, endsAt)))
  return (
    <>
      <PageHeader crumbs={[{ label: t.clouds, href: paths.clouds() }]} title={t.title} />
      {paid.length === 0 ? (
        <EmptyState
          title={t.nowLead(0)}
          action={
            <LinkButton kind="primary" size="large" href={paths.newCluster()}>
              {t.create}
            </LinkButton>
          }
        >
          {t.empty}
        </EmptyState>
      ) : (
        <>
          <Sentence tone={hourly > 0 ? 'run' : 'idle'} lead={t.nowLead(hourly)}>
            {t.monthSoFar(monthName(now), soFar, forecast)}
          </Sentence>
          <SectionTitle remark={t.clustersRemark}>{t.clusters}</SectionTitle>
          <CostsTable label={t.clusters} clusters={paid} now={now} />
          <p className="mt-2 max-w-4xl text-sm text-soft">
            {more ? `${t.more} ` : ''}
            {t.how}
          </p>
        </>
      )}
      {practised.length === 0 ? null : (
        <>
          <SectionTitle remark={t.practiceRemark}>{t.practiceTitle}</SectionTitle>
          <CostsTable label={t.practiceTitle} clusters={practised} now={now} />
        </>
      )}
      <SectionTitle remark={t.deskRemark}>{t.deskTitle}</SectionTitle>
      <DeskForm initial={initial.desk} latest={latestOf(paid)} />
    </>
  )
}

/** The newest cluster, with what it costs a month: of its kind is what the desk is compared with. */
function latestOf(clusters: readonly ClusterCost[]) {
  const latest = clusters.find(({ meters }) => meters.length > 0)
  if (latest === undefined) return undefined
  return { name: latest.name, monthly: sum(latest.meters.map(({ count, monthly }) => count * monthly)) }
}
