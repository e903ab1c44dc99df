import { describe, expect, it } from 'vitest'
import { nothing } from './counts'
import { sideBySide } from './side-by-side'
import type { Tier } from './tier'
import { TIERS } from './tiers'

const tier = (name: string, beside?: string): Tier => ({
  name,
  about: name,
  programs: [],
  ...(beside && { beside }),
  run: async () => nothing(),
})
const names = (tiers: readonly Tier[]) => sideBySide(tiers).map((group) => group.map(({ name }) => name))

describe('sideBySide', () => {
  it('lets a tier wait for the one that it runs beside', () => {
    expect(names([tier('unit'), tier('images', 'lab'), tier('lab'), tier('browser')])).toEqual([
      ['unit'],
      ['lab', 'images'],
      ['browser'],
    ])
  })

  it('runs a tier by itself when the other one was not asked for', () => {
    expect(names([tier('images', 'lab'), tier('browser')])).toEqual([['images'], ['browser']])
  })

  it('runs every tier that there is, once', () => {
    const all = TIERS.map(({ name }) => name)
    expect(names(TIERS).flat().sort()).toEqual([...all].sort())
    for (const { beside } of TIERS)
      if (beside) expect(TIERS.find(({ name }) => name === beside)?.beside).toBeUndefined()
  })
})
