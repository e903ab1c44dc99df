import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildImage } from '@/demos/build-image/build-image'
import type { AppImage } from '@/lib/apps/app-definition'
import { catalogue } from '@/lib/apps/catalogue'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import type { Shelf } from '@/lib/artifacts/shelf'
import { AppError } from '@/lib/core/errors'
import type { Logger } from '@/lib/core/log'
import type { Architecture } from '@/lib/ports/artifacts'

/** What the worker logs, once a start, when it builds no image any more: from then on it rests. */
export const CATALOGUE_LOOKED_AFTER = 'looked after the images of the catalogue'

export interface ProvideImagesOptions {
  readonly shelf: Shelf
  /** Holds one folder a demo, with its Go source. */
  readonly demosFolder: string
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Builds the images of the catalogue's apps that the store lacks, from their sources, where a Go toolchain is found. Where
 * there is none, nothing happens: the app's page says what to do. Never throws but on abort.
 */
export async function provideImages(options: ProvideImagesOptions): Promise<void> {
  for (const { architectures, images } of catalogue) {
    for (const image of images) {
      options.signal.throwIfAborted()
      if (await hasAll(image, architectures, options.shelf)) continue
      if (!existsSync(path.join(options.demosFolder, image.demo, 'go.mod'))) continue
      await provideImage(image, options)
    }
  }
}

async function provideImage(image: AppImage, { shelf, demosFolder, log, signal }: ProvideImagesOptions): Promise<void> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'buzzcrate-image-'))
  try {
    const built = await buildImage({ demo: image.demo, outDir, demosDir: demosFolder, signal })
    for (const { arch, path: file } of built.files) {
      await receiveAppImage(shelf, {
        app: image.id,
        version: image.version,
        architecture: arch,
        source: 'built',
        bytes: createReadStream(file),
      })
    }
    log.info('built an image of the catalogue', { image: image.id })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof AppError && error.code === 'go-missing')
      log.info('no Go here, so no image is built', { image: image.id })
    else log.warn('an image of the catalogue could not be built', { image: image.id, error: asError(error) })
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

async function hasAll(image: AppImage, architectures: readonly Architecture[], shelf: Shelf): Promise<boolean> {
  const found = await Promise.all(
    architectures.map(async (architecture) => {
      const version = `${image.id}@${image.version}`
      const record = await shelf.index.find({ kind: 'app-image', version, architecture })
      return record !== undefined && (await shelf.content.has(record))
    }),
  )
  return found.every(Boolean)
}

const asError = (error: unknown) => (error instanceof Error ? error : String(error))
