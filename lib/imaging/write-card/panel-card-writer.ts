import { constants } from 'node:fs'
import { access, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import type { CardDrive, CardWriter, ConfirmedDrive, ImageToWrite, WriteOptions } from '@/lib/ports/card-writer'
import type { BuildOptions } from '@/lib/ports/image-builder'
import { freeOfMap } from '../formats/block-map'
import { unpackImage } from '../pack/unpack-image'
import { findProgram } from '../tools/programs'
import { runProgram } from '../tools/run-program'
import type { Drive } from './drive'
import { listDrives } from './find-drive'
import { CARD_POLICY, confirmationOf, type DrivePolicy, whyRefused } from './judge-drive'
import { writeCard } from './write-card'

/** What a drive's name begins with that never holds a card: memory, images of files, what stands on other drives. */
const NEVER = /^\/dev\/(?:loop|ram|zram|dm-|md|nbd|sr|fd)/

/** The CardWriter port over the folder of images and the drives of this machine. */
export class PanelCardWriter implements CardWriter {
  private readonly folder: string
  private readonly policy: DrivePolicy

  /** @param policy loop devices are cards in tests only */
  constructor(folder: string, policy: DrivePolicy = CARD_POLICY) {
    this.folder = folder
    this.policy = policy
  }

  async drives(imageBytes: number, signal: AbortSignal): Promise<readonly CardDrive[]> {
    const all = await listDrives(signal)
    const shown = all.filter(({ path: name, type }) => this.policy.types.includes(type) && !this.isNever(name))
    return Promise.all(
      shown.map(async (drive) => {
        const reasons = whyRefused(drive, all, imageBytes, this.policy)
        if (reasons.length === 0) reasons.push(...(await whyClosed(drive)))
        return { path: drive.path, bytes: drive.bytes, confirmation: confirmationOf(drive), reasons }
      }),
    )
  }

  async unpack(imageId: string, image: ImageToWrite, { signal, onProgress }: BuildOptions): Promise<void> {
    const packed = this.fileOf(imageId, image.fileName)
    try {
      await access(packed)
    } catch (error) {
      throw gone(error)
    }
    const size = { bytes: image.imageBytes, sha256: image.imageSha256 }
    const options = { signal, ...(onProgress === undefined ? {} : { onProgress }) }
    await unpackImage(packed, this.fileOf(imageId, UNPACKED), size, options)
  }

  async write(imageId: string, image: ImageToWrite, drive: ConfirmedDrive, options: WriteOptions): Promise<void> {
    const map = await readFile(this.fileOf(imageId, image.bmapFileName), 'utf8').catch((error: unknown) => {
      throw gone(error)
    })
    const free = freeOfMap(map, image.imageBytes)
    await writeCard(this.fileOf(imageId, UNPACKED), drive, { ...options, free, policy: this.policy })
  }

  async eject(drive: string, signal: AbortSignal): Promise<string> {
    const here = `All of it is on the card, and ${drive} is not in use: the card may be pulled out.`
    if (findProgram('eject') === undefined) return here
    try {
      await runProgram('eject', ['--no-unmount', drive], { signal, timeoutMs: 30_000 })
      return `${drive} was ejected: the card may be pulled out.`
    } catch (error) {
      signal.throwIfAborted()
      // Many slots have nothing to eject.
      if (error instanceof AppError) return here
      throw error
    }
  }

  async forget(imageId: string): Promise<void> {
    await rm(this.fileOf(imageId, UNPACKED), { force: true })
  }

  private isNever(name: string): boolean {
    return NEVER.test(name) && !this.policy.types.includes('loop')
  }

  private fileOf(imageId: string, name: string): string {
    if (!/^[a-z0-9]{8,40}$/.test(imageId) || !/^card\.(img|img\.xz|img\.gz|bmap)$/.test(name)) throw gone()
    return path.join(this.folder, 'cards', imageId, name)
  }
}

const UNPACKED = 'card.img'

/** What the panel's own rights say, before somebody types anything. */
async function whyClosed({ path: drive }: Drive): Promise<string[]> {
  try {
    await access(drive, constants.R_OK | constants.W_OK)
    return []
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return ['The panel runs in a container that was not given this drive.']
    return ['The panel’s user may not write to it: put that user into the group of the drive (ls -l shows it).']
  }
}

const gone = (cause?: unknown): AppError =>
  new AppError('image-file-gone', {
    userMessage: 'The image of this card is not there any more. Prepare the card anew.',
    cause,
  })
