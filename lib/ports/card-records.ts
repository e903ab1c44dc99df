import type { Failure } from '@/lib/core/errors'
import type { CardRequest } from './card-request'
import type { ImageToWrite, WriteProgress } from './card-writer'
import type { PackedImage } from './image-builder'

/** What the panel knows of cards, for the steps that make their images. */
export interface CardRecords {
  /** With its secrets, in memory only. The same each time until the image is there. Throws `card-gone`. */
  request(imageId: string): Promise<CardRequest>
  /** The image is whole: it can be taken, and what was only needed to build it is forgotten. Repeatable. */
  ready(imageId: string, packed: PackedImage): Promise<void>
  /** Its image was taken back after it was ready. Repeatable. */
  takenBack(imageId: string): Promise<void>
  /** It could not be made; a later `ready` overrules this. */
  failed(imageId: string, failure: Failure): Promise<void>
  /** The image that is to be written in the panel's own reader. Throws `card-gone` for one that is not ready, or over. */
  toWrite(imageId: string): Promise<ImageToWrite>
  /** How far the card is, for the screens. */
  wroteSoFar(imageId: string, progress: WriteProgress): Promise<void>
  /** The card is written and was read back: its board is waited for. Repeatable. */
  written(imageId: string): Promise<void>
  /** It could not be written; said on the card's row until it is tried again. */
  notWritten(imageId: string, failure: Failure): Promise<void>
}
