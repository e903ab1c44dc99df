'use client'

import { useText } from '@/components/text'
import { SectionTitle } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import type { ClassReceipt } from '@/lib/contracts/class-fields'
import { dateTime } from '@/lib/shared/format-time'
import { classes } from '@/messages/classes'

/** The proof after the end: of each cluster, what was looked for and what is left. Exceptions stand first. */
export function ClassReceiptCard({ receipt }: { readonly receipt: ClassReceipt }) {
  const t = useText(classes)
  const rows = [...receipt.clusters].sort((one, other) => other.left.length - one.left.length)
  return (
    <>
      <SectionTitle
        remark={
          <span suppressHydrationWarning>
            {t.receiptOf(dateTime(receipt.checkedAt))} {t.endedLeft(receipt.left)}
          </span>
        }
      >
        {t.receiptTitle}
      </SectionTitle>
      {rows.length === 0 ? null : (
        <Table
          label={t.receiptTitle}
          head={[t.receiptColumns.student, t.receiptColumns.cluster, t.receiptColumns.machines, t.receiptColumns.left]}
        >
          {rows.map((row) => (
            <Row key={row.clusterId}>
              <Cell>{row.student}</Cell>
              <Cell mono>{row.cluster}</Cell>
              <Cell mono>{row.machines}</Cell>
              <Cell className={row.left.length === 0 ? 'text-ok' : 'text-bad'}>
                {row.left.length === 0 ? t.nothingLeft : row.left.join(' ')}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </>
  )
}
