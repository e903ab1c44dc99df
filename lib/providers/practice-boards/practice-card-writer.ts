import { type Clock, systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { CardDrive, CardWriter, ConfirmedDrive, ImageToWrite, WriteOptions } from '@/lib/ports/card-writer'
import type { BuildOptions } from '@/lib/ports/image-builder'
import { PRACTICE_READER } from '@/lib/shared/practice/practice-reader'
import { boardOfImage, moveBoard } from './board-rows'
import { sealCard } from './practice-card'
import type { PracticeImages } from './practice-images'

const CHUNK = 64 * 1_048_576
/** Of a good card at speed 1, bytes a second. */
const RATES = { writing: 40_000_000, verifying: 80_000_000 } as const

/** The CardWriter port over one simulated reader: writing takes its time, and puts the card into its board. */
export class PracticeCardWriter implements CardWriter {
  private readonly images: PracticeImages
  private readonly clock: Clock

  constructor(images: PracticeImages, clock: Clock = systemClock) {
    this.images = images
    this.clock = clock
  }

  async drives(): Promise<readonly CardDrive[]> {
    return [PRACTICE_READER]
  }

  async unpack(imageId: string, image: ImageToWrite, { onLine }: BuildOptions): Promise<void> {
    await this.images.read(imageId)
    onLine(`Practice: nothing is unpacked. The writing is simulated, as long as ${image.imageBytes} bytes would take.`)
  }

  async write(imageId: string, image: ImageToWrite, drive: ConfirmedDrive, options: WriteOptions): Promise<void> {
    if (drive.path !== PRACTICE_READER.path || drive.confirmation !== PRACTICE_READER.confirmation) throw notTheReader()
    const { id, speed } = await boardOfImage(imageId)
    for (const phase of ['writing', 'verifying'] as const) {
      for (let doneBytes = 0; doneBytes < image.imageBytes; ) {
        const bytes = Math.min(CHUNK, image.imageBytes - doneBytes)
        await this.clock.delay((bytes / RATES[phase] / speed) * 1_000, options.signal)
        doneBytes += bytes
        options.onProgress({ phase, doneBytes, ofBytes: image.imageBytes })
      }
    }
    // What was made may have been made anew meanwhile.
    await moveBoard(id, 'card-written', { card: sealCard(id, await this.images.read(imageId)) })
  }

  async eject(): Promise<string> {
    return 'The card is in the practice board: power it on.'
  }

  async forget(): Promise<void> {
    // Nothing was unpacked.
  }
}

const notTheReader = (): AppError =>
  new AppError('card-drive-refused', {
    userMessage: 'The card of a practice board is written in the practice reader only.',
  })
