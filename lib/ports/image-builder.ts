import type { CardRecords } from './card-records'
import type { CardRequest } from './card-request'
import type { CardSources } from './card-sources'
import type { CardWriter } from './card-writer'

export interface BuildOptions {
  readonly signal: AbortSignal
  /** One line of what is done, for the run's log. Never holds a secret. */
  readonly onLine: (line: string) => void
  /** Bytes done of this call, and of how many where that is known. */
  readonly onProgress?: (doneBytes: number, ofBytes: number | undefined) => void
}

/** An image of a board and its OS without anything of one card in it; made once and kept. */
export interface BaseImage {
  /** sha256 over all that went into it, hex. */
  readonly key: string
  /** As on the card, holes included. */
  readonly bytes: number
  /** It was there already. */
  readonly cached: boolean
  /** What the boot loader came from: `stand-in` does not start a board, and is for tests only. */
  readonly bootLoader: 'none' | 'package' | 'upload' | 'stand-in'
}

/** One thing that was looked at in a finished image. */
export interface ImageCheck {
  /** E.g. `partition table`, `e2fsck of rootfs`, `/etc/hostname: 0644 root`. */
  readonly looked: string
  /** Empty when it is as it should be. */
  readonly wrong: string
}

export type PackedFormat = 'xz' | 'gz'

/** An image as it is downloaded. Names are relative to the folder of images. */
export interface PackedImage {
  readonly fileName: string
  readonly bytes: number
  /** Of the packed file, hex. */
  readonly sha256: string
  readonly imageBytes: number
  /** Of the whole image unpacked, hex: Raspberry Pi Imager's `extract_sha256`. */
  readonly imageSha256: string
  /** The block map (bmap 2.0), XML. */
  readonly bmapFileName: string
}

/** What stands in the way of building here, in words: `needs mtools: sudo apt-get install mtools`. */
export interface ImagingObstacle {
  /** Of the AppError that a build would end with. */
  readonly code: 'image-tools-missing' | 'image-source-missing' | 'image-profile-unknown'
  readonly sentence: string
}

/**
 * Makes card images. All calls may be repeated after a crash, by another worker too; what an aborted one has left is
 * removed by the next, or by `remove`.
 */
export interface ImageBuilder {
  /** Empty when images can be built for this profile and OS here. */
  obstacles(profileId: string, osId: string, signal: AbortSignal): Promise<readonly ImagingObstacle[]>
  /**
   * Makes the base image of a profile and an OS, or finds it.
   * Throws `image-tools-missing`, `image-source-missing`, `image-source-refused`, `image-disk-full`.
   */
  base(profileId: string, osId: string, options: BuildOptions): Promise<BaseImage>
  /**
   * Copies the base and makes it the image of one card, under `imageId` (an id of ours).
   * Throws `card-request-wrong`, `image-base-gone`, `image-broken`, `image-disk-full`.
   */
  patch(base: Pick<BaseImage, 'key'>, imageId: string, request: CardRequest, options: BuildOptions): Promise<void>
  /** Reads the image back: table, boot loader, file systems, every customised file with owner and mode. Never throws for a bad one. */
  check(imageId: string, request: CardRequest, options: BuildOptions): Promise<readonly ImageCheck[]>
  /** Compresses it for download, and removes the unpacked image unless it is kept for the panel's own card reader. */
  pack(imageId: string, format: PackedFormat, keep: boolean, options: BuildOptions): Promise<PackedImage>
  /** Removes all files of an image. No news when there are none. */
  remove(imageId: string): Promise<void>
  /** Where a file of `PackedImage` is, for the download. Throws `image-file-gone`. */
  fileOf(imageId: string, fileName: string): Promise<string>
}

/** What steps need to make images, and to bring what they are made from. */
export interface Imaging {
  readonly builder: ImageBuilder
  readonly cards: CardRecords
  readonly writer: CardWriter
  readonly sources: CardSources
}
