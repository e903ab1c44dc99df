import { describe, expect, it } from 'vitest'
import { beside, deskOf, movesFor } from './desk-spots'

describe('the picture of the desk', () => {
  it('puts boards without a place on the first free ones', () => {
    const { spots, rows, columns } = deskOf([
      { id: 'a' },
      { id: 'b', spot: { row: 0, column: 0 } },
      { id: 'c', spot: { row: 2, column: 5 } },
      { id: 'd' },
    ])
    expect([rows, columns]).toEqual([3, 6])
    expect(Object.fromEntries(spots)).toEqual({
      b: { row: 0, column: 0 },
      c: { row: 2, column: 5 },
      a: { row: 0, column: 1 },
      d: { row: 0, column: 2 },
    })
  })

  it('shows both of two that were put on one place', () => {
    const spot = { row: 0, column: 1 }
    expect(
      deskOf([
        { id: 'a', spot },
        { id: 'b', spot },
      ]).spots.get('b'),
    ).toEqual({ row: 0, column: 0 })
  })

  it('moves by arrow keys as far as the desk goes, and changes places with who stands there', () => {
    const desk = deskOf([{ id: 'a' }, { id: 'b' }])
    expect(beside({ row: 0, column: 0 }, 'ArrowLeft', 40)).toBeUndefined()
    expect(beside({ row: 0, column: 0 }, 'Enter', 40)).toBeUndefined()
    const to = beside({ row: 0, column: 0 }, 'ArrowRight', 40)
    expect(to).toEqual({ row: 0, column: 1 })
    expect(movesFor(desk, 'a', { row: 0, column: 1 })).toEqual([
      { machineId: 'a', row: 0, column: 1 },
      { machineId: 'b', row: 0, column: 0 },
    ])
    expect(movesFor(desk, 'a', { row: 3, column: 0 })).toEqual([{ machineId: 'a', row: 3, column: 0 }])
  })
})
