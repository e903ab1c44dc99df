import { StudentName } from '@/lib/contracts/class-fields'

export interface RosterLine {
  /** From 1. */
  readonly line: number
  readonly name: string
}

export interface SkippedLine {
  readonly line: number
  readonly why: string
}

export interface Roster {
  readonly names: readonly RosterLine[]
  readonly skipped: readonly SkippedLine[]
}

/** What columns with names are called in the files of schools and of spreadsheets. */
const NAME = /^(full ?)?name$|^student( name)?$|^display ?name$/i
const FIRST = /^(first|given) ?names?$|^forename$|^vorname$/i
const LAST = /^(last|family|sur) ?name$|^surname$|^nachname$/i

/**
 * Names of a pasted text: one a line, or CSV (commas, semicolons or tabs; RFC 4180 quotes) with a first line that says
 * which column is the name, or first and last name. Without such a line the first column is.
 */
export function readRoster(text: string): Roster {
  const rows = readRows(text)
  const [head] = rows
  const columns = head === undefined ? undefined : nameColumns(head.cells)
  const names: RosterLine[] = []
  const skipped: SkippedLine[] = []
  for (const { line, cells } of columns === undefined ? rows : rows.slice(1)) {
    const name = (columns ?? [0])
      .map((column) => cells[column]?.trim() ?? '')
      .filter((part) => part !== '')
      .join(' ')
    if (cells.every((cell) => cell.trim() === '')) continue
    const read = StudentName.safeParse(name)
    if (read.success) names.push({ line, name: read.data })
    else
      skipped.push({
        line,
        why: name === '' ? 'There is no name in this line.' : (read.error.issues[0]?.message ?? ''),
      })
  }
  return { names, skipped }
}

function nameColumns(head: readonly string[]): readonly number[] | undefined {
  const find = (pattern: RegExp) => head.findIndex((cell) => pattern.test(cell.trim()))
  if (find(NAME) >= 0) return [find(NAME)]
  const found = [find(FIRST), find(LAST)].filter((column) => column >= 0)
  return found.length === 0 ? undefined : found
}

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** The separator that the first line has most of; a plain list of names has none, and a comma in one is left alone. */
function separatorOf(text: string): string | undefined {
  const [first = ''] = text.split('\n', 1)
  const counts = ['\t', ';', ','].map((separator) => ({ separator, count: first.split(separator).length - 1 }))
  const most = counts.reduce((one, other) => (other.count > one.count ? other : one))
  return most.count === 0 ? undefined : most.separator
}

function readRows(pasted: string): readonly Row[] {
  // A spreadsheet begins its file with a byte order mark.
  const text = pasted
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
  const separator = separatorOf(text)
  if (separator === undefined) {
    return text.split('\n').map((line, index) => ({ line: index + 1, cells: [line.replace(/^"(.*)"$/, '$1')] }))
  }
  const rows: Row[] = []
  let [line, startedAt, cell, quoted] = [1, 1, '', false]
  let cells: string[] = []
  const endRow = () => {
    rows.push({ line: startedAt, cells: [...cells, cell] })
    cells = []
    cell = ''
    startedAt = line + 1
  }
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charAt(place)
    if (letter === '"' && quoted && text.charAt(place + 1) === '"') {
      cell += '"'
      place += 1
    } else if (letter === '"' && (quoted || cell === '')) quoted = !quoted
    else if (letter === separator && !quoted) {
      cells.push(cell)
      cell = ''
    } else if (letter === '\n' && !quoted) {
      endRow()
      line += 1
    } else {
      cell += letter
      if (letter === '\n') line += 1
    }
  }
  endRow()
  return rows
}
