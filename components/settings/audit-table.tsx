'use client'

import { useText } from '@/components/text'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedAuditEntry } from '@/lib/shared/audit-entry'
import { settings } from '@/messages/settings'

/** Who did what to what, newest first. */
export function AuditTable({ entries }: { readonly entries: readonly ListedAuditEntry[] }) {
  const t = useText(settings)
  if (entries.length === 0) return <p className="text-soft">{t.nothingYet}</p>
  return (
    <Table label={t.auditTable} head={[t.when, t.who, t.what, t.onWhat]} className="max-h-96 overflow-y-auto">
      {entries.map((entry) => (
        <Row key={entry.id}>
          <Cell className="whitespace-nowrap text-soft">
            <TimeAgo at={entry.at} />
          </Cell>
          <Cell>{entry.actorName ?? t.somebody}</Cell>
          <Cell mono>{entry.failed ? t.auditFailed(entry.action) : entry.action}</Cell>
          <Cell mono>{entry.subject}</Cell>
        </Row>
      ))}
    </Table>
  )
}
