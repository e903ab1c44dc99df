import { createHash } from 'node:crypto'
import { type Clock, systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { CardRequest } from '@/lib/ports/card-request'
import type {
  BaseImage,
  BuildOptions,
  ImageBuilder,
  ImageCheck,
  PackedFormat,
  PackedImage,
} from '@/lib/ports/image-builder'
import { boardOfImage } from './board-rows'
import { cardOf, openCard, type PracticeCard, sealCard } from './practice-card'

/** As long as the real ones took on a machine with two cores, at speed 1. */
const TAKES = { base: 12_000, patch: 1_300, check: 800, pack: 4_000 } as const
/** A base is nobody's: it has no board whose speed it could have. */
const BASE_SPEED = 5
/** As a real image has: so much is written, in its time. */
export const SIMULATED_BYTES = 1_073_741_824

/** The ImageBuilder port for simulated boards: what is made is what a board says when it starts, and nothing else of an image. */
export class PracticeImages implements ImageBuilder {
  private readonly clock: Clock

  constructor(clock: Clock = systemClock) {
    this.clock = clock
  }

  // Nothing that could be missing.
  async obstacles(): Promise<[]> {
    return []
  }

  async base(profileId: string, osId: string, { signal, onLine }: BuildOptions): Promise<BaseImage> {
    onLine(`Practice: ${osId} for ${profileId} is simulated. Nothing is unpacked.`)
    await this.clock.delay(TAKES.base / BASE_SPEED, signal)
    const key = createHash('sha256').update(`practice ${profileId} ${osId}`).digest('hex')
    return { key, bytes: SIMULATED_BYTES, cached: false, bootLoader: 'none' }
  }

  async patch(_: Pick<BaseImage, 'key'>, imageId: string, request: CardRequest, options: BuildOptions): Promise<void> {
    await this.take(imageId, 'patch', options)
    const { id } = await boardOfImage(imageId)
    await db().practiceBoard.update({ where: { id }, data: { image: sealCard(id, cardOf(imageId, request)) } })
  }

  async check(imageId: string, request: CardRequest, options: BuildOptions): Promise<readonly ImageCheck[]> {
    await this.take(imageId, 'check', options)
    const [made, wanted] = [await this.read(imageId), cardOf(imageId, request)]
    return (['hostname', 'token', 'hostKey'] as const).map((looked) => ({
      looked,
      wrong: made[looked] === wanted[looked] ? '' : 'is another one than was asked for',
    }))
  }

  async pack(imageId: string, format: PackedFormat, _: boolean, options: BuildOptions): Promise<PackedImage> {
    await this.take(imageId, 'pack', options)
    const sha256 = createHash('sha256')
      .update(JSON.stringify(await this.read(imageId)))
      .digest('hex')
    const sizes = { bytes: SIMULATED_BYTES, sha256, imageBytes: SIMULATED_BYTES, imageSha256: sha256 }
    return { fileName: `card.img.${format}`, bmapFileName: 'card.bmap', ...sizes }
  }

  async remove(imageId: string): Promise<void> {
    const image = await db().boardImage.findUnique({ where: { id: imageId }, select: { machineId: true } })
    if (image !== null) await db().practiceBoard.updateMany({ where: { id: image.machineId }, data: { image: null } })
  }

  async fileOf(): Promise<string> {
    throw new AppError('image-file-gone', {
      userMessage: 'The image of a practice board is simulated: there is no file of it to download.',
    })
  }

  /** What was made for the board. @throws AppError `image-file-gone` */
  async read(imageId: string): Promise<PracticeCard> {
    const { id, image } = await boardOfImage(imageId)
    const card = image === null ? undefined : openCard(id, image)
    if (card?.imageId === imageId) return card
    throw new AppError('image-file-gone', {
      userMessage: 'A newer card was prepared for this practice board. Write that one.',
    })
  }

  private async take(imageId: string, what: keyof typeof TAKES, { signal }: BuildOptions): Promise<void> {
    const { speed } = await boardOfImage(imageId)
    await this.clock.delay(TAKES[what] / speed, signal)
  }
}
