import type { BoardProfile, OsSource } from '../profiles/board-profile'
import { allProfiles } from '../profiles/find-profile'
import { slotsOf } from './choose-sources'
import { type SourceKind, sourceKind } from './source-kind'
import { type SourceSlot, slotName } from './source-shelf'

/** A file that cards of some boards are made from, whether it is here or not. */
export interface KnownSlot {
  readonly name: string
  readonly slot: SourceSlot
  readonly kind: SourceKind
  /** As its makers call it; undefined where each release is called otherwise. */
  readonly file: string | undefined
  /** Cards of these are made from it, with these systems. */
  readonly uses: readonly { readonly profile: BoardProfile; readonly source: OsSource }[]
}

/** Every file that the profiles ask for. */
export function knownSlots(): readonly KnownSlot[] {
  const found = new Map<string, KnownSlot>()
  for (const profile of allProfiles)
    for (const source of profile.osSources) {
      const { main, bootLoader } = slotsOf(profile, source)
      for (const slot of [main, ...bootLoader]) {
        const name = slotName(slot)
        const before = found.get(name)
        const uses = [...(before?.uses ?? []), { profile, source }]
        const kind = sourceKind(slot.kind === 'boot-loader' ? 'boot-loader' : source.id)
        found.set(name, { name, slot, kind, file: slot.kind === 'image' ? undefined : slot.file, uses })
      }
    }
  return [...found.values()]
}

/** Undefined for what no profile asks for. */
export const findSlot = (name: string): KnownSlot | undefined => knownSlots().find((known) => known.name === name)
