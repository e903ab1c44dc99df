import type { Failure } from '@/lib/core/errors'
import type { CardRequest } from './card-request'
import type { PackedImage } from './image-builder'

/** What the panel knows of cards, for the steps that make their images. */
export interface CardRecords {
  /** With its secrets, in memory only. The same each time until the image is there. Throws `card-gone`. */
  request(imageId: string): Promise<CardRequest>
  /** The image is whole: it can be taken, and what was only needed to build it is forgotten. Repeatable. */
  ready(imageId: string, packed: PackedImage): Promise<void>
  /** It could not be made; a later `ready` overrules this. */
  failed(imageId: string, failure: Failure): Promise<void>
}
