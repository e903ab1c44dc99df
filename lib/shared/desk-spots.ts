export interface Spot {
  readonly row: number
  readonly column: number
}

interface Standing {
  readonly id: string
  readonly spot?: Spot | undefined
}

/** Boards beside each other before a second row begins. */
const USUAL_COLUMNS = 4

export interface Desk {
  readonly rows: number
  readonly columns: number
  readonly spots: ReadonlyMap<string, Spot>
}

/** Where everything stands: on its place, or on the first free one when nobody chose a place for it. */
export function deskOf(machines: readonly Standing[]): Desk {
  const spots = new Map<string, Spot>()
  const taken = new Set<string>()
  const stand = (id: string, spot: Spot) => {
    spots.set(id, spot)
    taken.add(keyOf(spot))
  }
  for (const { id, spot } of machines) if (spot !== undefined && !taken.has(keyOf(spot))) stand(id, spot)
  const columns = Math.max(USUAL_COLUMNS, ...[...spots.values()].map((spot) => spot.column + 1))
  let next = 0
  for (const { id } of machines) {
    if (spots.has(id)) continue
    while (taken.has(keyOf(nth(next, columns)))) next += 1
    stand(id, nth(next, columns))
  }
  const rows = Math.max(1, ...[...spots.values()].map((spot) => spot.row + 1))
  return { rows, columns, spots }
}

const nth = (index: number, columns: number): Spot => ({ row: Math.floor(index / columns), column: index % columns })
const keyOf = ({ row, column }: Spot): string => `${row}:${column}`

const STEPS: Readonly<Record<string, Spot>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

/** The place beside a place, by the key that was pressed; undefined for other keys and beyond the edge. */
export function beside(spot: Spot, key: string, mostSide: number): Spot | undefined {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined
  if (step === undefined) return undefined
  const next = { row: spot.row + step.row, column: spot.column + step.column }
  const inside = [next.row, next.column].every((side) => side >= 0 && side < mostSide)
  return inside ? next : undefined
}

/**
 * What has to be stored so that a board stands on a spot: its own new place, and that of whoever stood there only because
 * nobody had chosen a place for it.
 */
export function movesFor(desk: Desk, id: string, to: Spot): readonly ({ readonly machineId: string } & Spot)[] {
  const from = desk.spots.get(id)
  const there = [...desk.spots].find(([other, spot]) => other !== id && keyOf(spot) === keyOf(to))
  const moved = { machineId: id, ...to }
  return there === undefined || from === undefined ? [moved] : [moved, { machineId: there[0], ...from }]
}
