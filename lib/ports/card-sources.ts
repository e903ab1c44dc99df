import { z } from 'zod'
import type { BuildOptions } from './image-builder'

/** How a file is known to be what its makers published, the best that was there. */
export const SourceVerdict = z.enum(['signature', 'sha256', 'made', 'https', 'none'])
export type SourceVerdict = z.infer<typeof SourceVerdict>

/** What was seen in a file by looking into it. Null where there is none, or it does not say. */
export const SourceFacts = z.object({
  /** `Arch Linux ARM`, `Raspberry Pi OS …`: as its os-release says; of a boot loader, its version. */
  system: z.string().nullable(),
  /** How it makes its first boot, so how it is customised. */
  firstBoot: z.enum(['plain', 'cloud-init', 'raspberry-pi-firstboot', 'armbian']).nullable(),
  network: z.enum(['systemd-networkd', 'network-manager', 'netplan']).nullable(),
  /** As on the card, before the first boot. */
  unpackedBytes: z.number(),
})
export type SourceFacts = z.infer<typeof SourceFacts>

/** A file that is here, whole and judged, but not yet on the shelf. */
export const BroughtSource = z.object({
  fileName: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  verdict: SourceVerdict,
  /** Whose signature, which host: goes with the verdict. */
  checkedBy: z.string(),
})
export type BroughtSource = z.infer<typeof BroughtSource>

/** Where a file comes from. Holds no secret: it stands in the plan of its run. */
export const SourceOrigin = z.discriminatedUnion('way', [
  z.object({ way: z.literal('upload'), brought: BroughtSource }),
  z.object({ way: z.literal('fetch'), address: z.string(), sha256: z.string().optional() }),
  z.object({ way: z.literal('make'), mirror: z.string().optional() }),
])
export type SourceOrigin = z.infer<typeof SourceOrigin>

/** Brings what cards are made from onto the panel's shelf. All calls may be repeated, by another worker too. */
export interface CardSources {
  /**
   * Fetches or makes the file of a slot and judges it; of an upload, says whether it is still there.
   * Throws `download-missing`, `download-failed`, `image-source-refused`, `image-tools-missing`, `panel-disk-full`.
   */
  bring(slot: string, origin: SourceOrigin, options: BuildOptions): Promise<BroughtSource>
  /** Reads it through: what is in it, and whether cards can be made of it. Throws `image-source-refused`. */
  look(slot: string, brought: BroughtSource, options: BuildOptions): Promise<SourceFacts>
  /** Puts it on the shelf, in the place of what was there. */
  keep(slot: string, brought: BroughtSource, facts: SourceFacts): Promise<void>
  /** Throws its bytes away, unless something on the shelf has the same. */
  forget(brought: BroughtSource): Promise<void>
}
