'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Cell, Row, Table } from '@/components/ui/table'
import type { DeletionReceipt } from '@/lib/shared/cluster-data'
import { clusterView } from '@/messages/cluster-view'

/** What was looked for on each machine after the deletion, and what was found. */
export function ReceiptCard({ receipt }: { readonly receipt: DeletionReceipt }) {
  const t = useText(clusterView)
  const machines = [...new Set(receipt.lines.map((line) => line.machine))]
  const left = receipt.lines.filter((line) => line.left.length > 0)
  return (
    <section aria-label={t.receiptTitle} className="mb-6">
      <Card className="mb-3">
        <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
          <Badge tone={left.length === 0 ? 'ok' : 'bad'} led>
            {left.length === 0 ? t.receiptTitle : t.receiptLeft}
          </Badge>
        </h2>
        <p className="mt-1 text-soft">
          {t.receiptWords(machines.length)}{' '}
          <time dateTime={new Date(receipt.checkedAt).toISOString()} suppressHydrationWarning>
            {new Date(receipt.checkedAt).toLocaleString()}
          </time>
        </p>
      </Card>
      <Table label={t.receiptTitle} head={[t.machine, t.receiptChecked, t.receiptFound]}>
        {receipt.lines.map((line) => (
          <Row key={`${line.machine} ${line.looked}`}>
            <Cell mono>{line.machine}</Cell>
            <Cell>{line.looked}</Cell>
            <Cell>
              {line.left.length === 0 ? (
                t.receiptNothing
              ) : (
                <span className="facts text-bad">{line.left.join(', ')}</span>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  )
}
