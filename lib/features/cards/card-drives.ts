import type { ListedDrive } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { PanelCardWriter } from '@/lib/imaging/write-card/panel-card-writer'
import type { CardWriter } from '@/lib/ports/card-writer'
import { assertMay } from '../policy'
import { findWritable } from './find-writable'
import { imagesFolder } from './image-folder'

const LOOK_MS = 15_000

/** What writes cards in the panel's own reader, over its folder of images. */
export const cardWriter = (): CardWriter => new PanelCardWriter(imagesFolder())

/** Which drives a card could be written to, those that it may be first. @throws AppError `not-found`, `card-gone`, `image-tools-missing` */
export async function listDrives(actor: Actor, imageId: string): Promise<readonly ListedDrive[]> {
  assertMay(actor, 'cards.write')
  const { imageBytes } = await findWritable(actor, imageId)
  const drives = await cardWriter().drives(imageBytes, AbortSignal.timeout(LOOK_MS))
  return [...drives].sort((a, b) => a.reasons.length - b.reasons.length || a.path.localeCompare(b.path))
}
