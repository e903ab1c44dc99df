import { imageFolder, imageSources } from '@/lib/features/cards/image-folder'

/** Longer than any run that brings or builds something. */
const UNUSED_MS = 24 * 3_600_000

/** Makes room: removes what no card can be made from any more, and what processes that died have left. */
export async function removeUnusedSources(nowMs = Date.now()): Promise<void> {
  await imageFolder().sweep(nowMs)
  await imageSources().sweep(nowMs - UNUSED_MS)
}
