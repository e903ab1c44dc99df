'use client'

import Link from 'next/link'
import { useText } from '@/components/text'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ClusterCost } from '@/lib/contracts/costs'
import { costOfMonthUntil, costUntil, hourlyAt, monthForecast } from '@/lib/shared/cloud/cost'
import { formatDollars } from '@/lib/shared/format-dollars'
import { paths } from '@/lib/shared/paths'
import { clusters as clusterWords } from '@/messages/clusters'
import { costs } from '@/messages/costs'

/** Clusters, newest first: what they cost now, in this month, and in all. */
export function CostsTable({
  label,
  clusters,
  now,
}: {
  readonly label: string
  readonly clusters: readonly ClusterCost[]
  readonly now: number
}) {
  const t = useText(costs)
  const { phases } = useText(clusterWords)
  const owners = clusters.some(({ ownerName }) => ownerName !== null)
  const head = [t.cluster, ...(owners ? [t.owner] : []), t.state, t.anHour, t.thisMonth, t.monthEnd, t.inAll, t.ends]
  return (
    <Table label={label} head={head}>
      {clusters.map(({ id, name, ownerName, phase, deletedAt, endsAt, meters }) => {
        const hourly = hourlyAt(meters, now)
        return (
          <Row key={id}>
            <Cell className="font-semibold">
              <Link className="hover:underline" href={paths.cluster({ clusterId: id })}>
                {name}
              </Link>
            </Cell>
            {owners ? <Cell>{ownerName}</Cell> : null}
            <Cell>{phases[phase]}</Cell>
            <Cell mono>{hourly === 0 ? '–' : formatDollars(hourly)}</Cell>
            <Cell mono>{formatDollars(costOfMonthUntil(meters, now))}</Cell>
            <Cell mono>{formatDollars(monthForecast(meters, now, endsAt))}</Cell>
            <Cell mono>{formatDollars(costUntil(meters, now))}</Cell>
            <Cell className="text-soft">
              {deletedAt !== null ? <TimeAgo at={deletedAt} /> : endsAt === null ? t.never : <TimeAgo at={endsAt} />}
            </Cell>
          </Row>
        )
      })}
    </Table>
  )
}
