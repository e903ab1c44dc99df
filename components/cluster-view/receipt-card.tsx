'use client'

import { useText } from '@/components/text'
import { Sentence } from '@/components/ui/sentence'
import { Cell, Row, Table } from '@/components/ui/table'
import type { DeletionReceipt } from '@/lib/contracts/clusters'
import { clusterView } from '@/messages/cluster-view'

/** What was looked for on the machines after the deletion, a row a kind of thing, and what was found. */
export function ReceiptCard({ receipt }: { readonly receipt: DeletionReceipt }) {
  const t = useText(clusterView)
  const machines = new Set(receipt.lines.map((line) => line.machine))
  const clean = receipt.lines.every((line) => line.left.length === 0)
  return (
    <div className="mb-6">
      <Sentence tone={clean ? 'ok' : 'bad'} lead={clean ? t.receiptTitle : t.receiptLeft}>
        {t.receiptWords(machines.size, receipt.lines.length)}{' '}
        <time className="text-soft" dateTime={new Date(receipt.checkedAt).toISOString()} suppressHydrationWarning>
          {new Date(receipt.checkedAt).toLocaleString()}
        </time>
      </Sentence>
      <Table label={t.receipt} head={[t.receiptChecked, t.receiptWhere, t.receiptFound]} className="mt-3">
        {kindsOf(receipt).map(({ looked, lines }) => {
          const left = lines.filter((line) => line.left.length > 0)
          return (
            <Row key={looked}>
              <Cell>{looked}</Cell>
              <Cell mono>
                {lines.length === machines.size
                  ? t.receiptEverywhere(machines.size)
                  : lines.map((line) => line.machine).join(', ')}
              </Cell>
              <Cell>
                {left.length === 0 ? (
                  <span className="text-ok">✓ {t.receiptNothing}</span>
                ) : (
                  <ul className="facts text-bad">
                    {left.map((line) => (
                      <li key={line.machine}>
                        {line.machine}: {line.left.join(', ')}
                      </li>
                    ))}
                  </ul>
                )}
              </Cell>
            </Row>
          )
        })}
      </Table>
    </div>
  )
}

/** The lines by what was looked for, in the order of the receipt. */
function kindsOf({ lines }: DeletionReceipt) {
  const kinds = new Map<string, DeletionReceipt['lines'][number][]>()
  for (const line of lines) kinds.set(line.looked, [...(kinds.get(line.looked) ?? []), line])
  return [...kinds].map(([looked, found]) => ({ looked, lines: found }))
}
