import { type ClusterDraft, readDraft } from '@/lib/shared/cluster-draft'
import { type Both, SIDES, type SideName } from '@/lib/shared/races/race-result'

const STORE = { left: 'buzz-race-left', right: 'buzz-race-right' } as const satisfies Both<string>

/** The sides of a race to be, as this browser keeps them through a reload; undefined where none is kept. */
export const keptSides = (): Both<ClusterDraft | undefined> => ({
  left: readDraft(localStorage.getItem(STORE.left)),
  right: readDraft(localStorage.getItem(STORE.right)),
})

export const keepSide = (side: SideName, draft: ClusterDraft): void =>
  localStorage.setItem(STORE[side], JSON.stringify(draft))

export function forgetSides(): void {
  for (const side of SIDES) localStorage.removeItem(STORE[side])
}

/** Makes a cluster that was filled in a side of the race to be: two that are added one after the other are both sides. */
export function addToRace(draft: ClusterDraft): void {
  const { left } = keptSides()
  if (left !== undefined) keepSide('right', left)
  keepSide('left', draft)
}
