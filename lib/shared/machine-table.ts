import { parsePrice } from './board-price'
import { isMac } from './mac'
import {
  isMachineName,
  type LineProblem,
  type ListedBoard,
  type ListedTarget,
  type MachineList,
  readPlace,
  twinProblem,
} from './machine-list'

/** Names of columns, also as other programs call them. */
const COLUMNS: Readonly<Record<string, Column>> = {
  name: 'name',
  hostname: 'name',
  address: 'address',
  ip: 'address',
  port: 'port',
  user: 'user',
  model: 'profile',
  profile: 'profile',
  mac: 'mac',
  serial: 'serial',
  cost: 'cost',
  price: 'cost',
}
type Column = 'name' | 'address' | 'port' | 'user' | 'profile' | 'mac' | 'serial' | 'cost'
type Cells = Readonly<Partial<Record<Column, string>>>

/**
 * A table as spreadsheets write it (RFC 4180; comma, semicolon or tab): its first line names the columns, `name` among
 * them. A line may leave the address out: a board that has not started. Undefined for a text that is no such table.
 */
export function parseMachineTable(text: string): MachineList | undefined {
  const rows = text.split(/\r?\n/)
  const separator = [',', ';', '\t'].find((one) => (rows[0] ?? '').includes(one))
  if (separator === undefined) return undefined
  const heads = cellsOf(rows[0] ?? '', separator).map((head) => head.toLowerCase())
  if (!heads.some((head) => Object.hasOwn(COLUMNS, head) && COLUMNS[head] === 'name')) return undefined
  const columns = heads.map((head) => (Object.hasOwn(COLUMNS, head) ? COLUMNS[head] : undefined))
  const machines: ListedTarget[] = []
  const problems: LineProblem[] = []
  for (const [index, raw] of rows.entries()) {
    if (index === 0 || raw.trim() === '') continue
    const line = index + 1
    const read = readCells(named(columns, cellsOf(raw, separator)))
    const problem = typeof read === 'string' ? read : twinProblem(read, machines)
    if (typeof read === 'string' || problem !== undefined) {
      problems.push({ line, text: raw.trim(), problem: problem ?? '' })
    } else machines.push({ line, ...read })
  }
  return { machines, problems }
}

const named = (columns: readonly (Column | undefined)[], cells: readonly string[]): Cells =>
  Object.fromEntries(columns.flatMap((column, at) => (column === undefined ? [] : [[column, cells[at] ?? '']])))

/** Cells of one line; quoted ones may have the separator in them, and quotes as two. */
function cellsOf(line: string, separator: string): readonly string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? ''
    if (character === '"' && quoted && line[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (character === '"') quoted = !quoted
    else if (character === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return [...cells, cell.trim()]
}

type Target = Omit<ListedTarget, 'line'>

function readCells({ name = '', address = '', port = '', user = '', ...rest }: Cells): Target | string {
  const wanted = name.toLowerCase()
  if (!isMachineName(wanted)) return `“${name}” cannot be a machine's name: use letters, digits and hyphens.`
  const board = readBoard(rest)
  if (typeof board === 'string') return board
  if (address === '') return { name: wanted, address: undefined, port: 22, user: user === '' ? undefined : user, board }
  const place = readPlace(user === '' ? address : `${user}@${address}`, port === '' ? undefined : port)
  return typeof place === 'string' ? place : { name: wanted, ...place, board }
}

function readBoard({ profile = '', mac = '', serial = '', cost = '' }: Cells): ListedBoard | string {
  if (mac !== '' && !isMac(mac)) return `“${mac}” is not a MAC address.`
  const price = cost === '' ? undefined : parsePrice(cost)
  if (cost !== '' && price === undefined) return `“${cost}” is not a price: write it like 45.50 EUR.`
  return {
    ...(profile === '' ? {} : { profile: profile.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') }),
    ...(mac === '' ? {} : { mac: mac.toLowerCase() }),
    ...(serial === '' ? {} : { serial }),
    ...(price === undefined ? {} : { cost: price }),
  }
}
