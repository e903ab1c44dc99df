import type { KnownSlot } from '@/lib/imaging/sources/known-slots'

/** What a file of the shelf is called: `Arch Linux ARM`, `Boot loader u-boot.gxbb of Odroid C2`. */
export function titleOfSlot({ kind, slot, uses }: KnownSlot): string {
  if (slot.kind !== 'boot-loader') return kind.title
  return `${kind.title} ${slot.file} of ${uses[0]?.profile.title ?? slot.profileId}`
}
