'use client'

import { useText } from '@/components/text'
import { SectionTitle } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import { type Both, type SplitRow, splitRows } from '@/lib/shared/races/race-result'
import type { SideState } from '@/lib/shared/races/race-side'
import { shortDuration } from '@/lib/shared/run-view/format-duration'
import { races } from '@/messages/races'

const NONE = '–'
/** Below this, two split times show the same. */
const SAME_MS = 50

/** Stage by stage: when each side was through it, and who was there first. */
export function SplitTable({ names, sides }: { readonly names: Both<string>; readonly sides: Both<SideState> }) {
  const t = useText(races)
  const time = (ms: number | undefined) => (ms === undefined ? NONE : shortDuration(ms))
  const difference = ({ differenceMs }: SplitRow) => {
    if (differenceMs === undefined) return NONE
    if (Math.abs(differenceMs) < SAME_MS) return t.same
    return t.ahead(differenceMs > 0 ? names.left : names.right, shortDuration(Math.abs(differenceMs)))
  }
  return (
    <>
      <SectionTitle remark={t.splitsRemark}>{t.splits}</SectionTitle>
      <Table
        label={t.splits}
        head={[t.stageColumn, names.left, names.right, t.difference]}
        className="[&_td]:text-lg [&_th]:text-sm!"
      >
        {splitRows(sides).map((row) => (
          <Row key={row.stage}>
            <Cell className="font-semibold">{row.stage}</Cell>
            <Cell mono>{time(row.leftMs)}</Cell>
            <Cell mono>{time(row.rightMs)}</Cell>
            <Cell mono>{difference(row)}</Cell>
          </Row>
        ))}
      </Table>
    </>
  )
}
