import type { LogLine } from '@/lib/contracts/runs'
import { stripAnsi } from '@/lib/shared/ansi/parse-ansi'

/** What the pane shows as one row: a line, or a heading that folds the output below it. */
export interface LogRow {
  readonly line: LogLine
  /** Lines of output under this heading; 0 for a row that folds nothing. */
  readonly folds: number
  readonly folded: boolean
}

const isHeading = (line: LogLine) => line.stream === 'cmd' || line.stream === 'info'

/**
 * Rows of a log: a command or a sentence of ours heads the output that follows it and can fold it.
 * Folding is by the heading's seq. Linear in the lines.
 */
export function logRows(lines: readonly LogLine[], folded: ReadonlySet<number>): readonly LogRow[] {
  const rows: LogRow[] = []
  let heading = -1
  let hidden = false
  const closeHeading = (folds: number) => {
    const row = rows[heading]
    if (row !== undefined) rows[heading] = { ...row, folds }
  }
  let below = 0
  for (const line of lines) {
    if (isHeading(line)) {
      closeHeading(below)
      below = 0
      hidden = folded.has(line.seq)
      rows.push({ line, folds: 0, folded: hidden })
      heading = rows.length - 1
      continue
    }
    below += 1
    if (!hidden) rows.push({ line, folds: 0, folded: false })
  }
  closeHeading(below)
  return rows
}

/** Seqs of all headings that have output: what "fold all" folds. */
export function foldable(lines: readonly LogLine[]): ReadonlySet<number> {
  return new Set(logRows(lines, new Set()).flatMap((row) => (row.folds > 0 ? [row.line.seq] : [])))
}

/** Seqs of the lines that contain the text, in order; case does not matter. Empty text finds nothing. */
export function findLines(lines: readonly LogLine[], text: string): readonly number[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  return lines.filter((line) => stripAnsi(line.text).toLowerCase().includes(wanted)).map((line) => line.seq)
}
