'use client'

import { useText } from '@/components/text'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import { type Orphan, orphanKey } from '@/lib/shared/cloud/orphan'
import { cloudSweep } from '@/messages/cloud-sweep'

/** Things without a cluster, in the order of a tear-down, each with what it costs. */
export function OrphansTable({
  orphans,
  accountName,
}: {
  readonly orphans: readonly Orphan[]
  readonly accountName: string
}) {
  const t = useText(cloudSweep)
  const costs = ({ daily }: Orphan) => (daily === null ? t.priceUnknown : daily === 0 ? t.free : t.aDay(daily))
  return (
    <Table label={t.listOf(accountName)} head={[t.thing, t.name, t.region, t.since, t.of, t.costs]}>
      {orphans.map((orphan) => (
        <Row key={orphanKey(orphan)}>
          <Cell>{t.kinds[orphan.kind]}</Cell>
          <Cell mono>
            {orphan.label}
            {orphan.sizeGb === null ? null : <span className="text-soft"> · {t.size(orphan.sizeGb)}</span>}
          </Cell>
          <Cell mono={orphan.region !== null} className={orphan.region === null ? 'text-soft' : undefined}>
            {orphan.region ?? t.everywhere}
          </Cell>
          <Cell>
            <TimeAgo at={orphan.since} />
          </Cell>
          <Cell className={orphan.belongs === 'unknown' ? 'text-warn' : undefined}>
            {orphan.belongs === 'unknown' ? t.ofUnknown : t.ofDeleted(orphan.clusterName)}
          </Cell>
          <Cell mono={orphan.daily !== null && orphan.daily > 0}>{costs(orphan)}</Cell>
        </Row>
      ))}
    </Table>
  )
}
