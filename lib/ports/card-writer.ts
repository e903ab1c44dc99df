import type { BuildOptions } from './image-builder'

/** A drive of the panel's machine that a card may be in. */
export interface CardDrive {
  /** `/dev/sdb`. */
  readonly path: string
  readonly bytes: number
  /** What somebody types to confirm it: its model and serial. */
  readonly confirmation: string
  /** Why it is not written to, a sentence each; empty when it may be. */
  readonly reasons: readonly string[]
}

/** What was confirmed: the drive is looked for again by all of it. */
export interface ConfirmedDrive {
  readonly path: string
  readonly bytes: number
  /** As somebody typed it. */
  readonly confirmation: string
}

/** An image that lies packed in the panel's store. */
export interface ImageToWrite {
  /** `card.img.xz` */
  readonly fileName: string
  readonly bmapFileName: string
  readonly imageBytes: number
  /** Of the image unpacked, hex. */
  readonly imageSha256: string
}

export interface WriteProgress {
  readonly phase: 'writing' | 'verifying'
  /** Known to be on the card, not on the way to it. */
  readonly doneBytes: number
  readonly ofBytes: number
}

export interface WriteOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: WriteProgress) => void
}

/** Writes cards in a reader of the panel's own machine. All calls may be repeated after a crash. */
export interface CardWriter {
  /** All drives, those that are refused too. Throws `image-tools-missing`. */
  drives(imageBytes: number, signal: AbortSignal): Promise<readonly CardDrive[]>
  /** Unpacks the image beside its file, and compares its sum. Throws `image-file-gone`, `image-broken`, `image-disk-full`. */
  unpack(imageId: string, image: ImageToWrite, options: BuildOptions): Promise<void>
  /**
   * Writes the unpacked image and reads all of it back.
   * Throws `card-drive-refused`, `card-write-failed`, `card-verify-failed` (the last two with the place in the details),
   * or the signal's reason; the card starts no board then.
   */
  write(imageId: string, image: ImageToWrite, drive: ConfirmedDrive, options: WriteOptions): Promise<void>
  /** Lets go of the card, so that it may be pulled out. @returns what happened, a sentence */
  eject(path: string, signal: AbortSignal): Promise<string>
  /** Removes what was unpacked. No news when there is nothing. */
  forget(imageId: string): Promise<void>
}
