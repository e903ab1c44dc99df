import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildImage } from '@/demos/build-image/build-image'
import { type ImageSpec, readImageSpec } from '@/demos/build-image/image-spec'
import type { AppImage } from '@/lib/apps/app-definition'
import { catalogue } from '@/lib/apps/catalogue'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import type { Shelf } from '@/lib/artifacts/shelf'
import { AppError } from '@/lib/core/errors'
import type { Logger } from '@/lib/core/log'
import type { Architecture } from '@/lib/ports/artifacts'

/** What the worker logs, once a start, when it builds no image any more: from then on it rests. */
export const CATALOGUE_LOOKED_AFTER = 'looked after the images of the catalogue'

interface CatalogueImages {
  readonly shelf: Shelf
  /** Holds the sources of the demos. */
  readonly demosFolder: string
}

export interface ProvideImagesOptions extends CatalogueImages {
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Builds the images of the catalogue's apps that the store lacks, from their sources, where a Go toolchain is found. Where
 * there is none, nothing happens: the app's page says what to do. Nothing is fetched from anywhere: what needs that, an
 * admin asks for (`keep-images`). Never throws but on abort.
 */
export async function provideImages({ log, signal, ...options }: ProvideImagesOptions): Promise<void> {
  for (const image of await missingImages(options, ['go'])) {
    signal.throwIfAborted()
    try {
      await buildAndKeep(image, { ...options, signal })
      log.info('built an image of the catalogue', { image: image.id })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof AppError && error.code === 'go-missing')
        log.info('no Go here, so no image is built', { image: image.id })
      else log.warn('an image of the catalogue could not be built', { image: image.id, error: asError(error) })
    }
  }
}

/** Images of the catalogue of which the store lacks an architecture, and whose sources are here. */
export async function missingImages(
  { shelf, demosFolder }: CatalogueImages,
  kinds: readonly ImageSpec['from'][],
): Promise<readonly AppImage[]> {
  const missing: AppImage[] = []
  for (const { architectures, images } of catalogue) {
    for (const image of images) {
      const folder = path.join(demosFolder, image.demo)
      if (!existsSync(path.join(folder, 'image.json')) || (await hasAll(image, architectures, shelf))) continue
      if (kinds.includes((await readImageSpec(folder)).from)) missing.push(image)
    }
  }
  return missing
}

/** Builds an image for every architecture and puts it into the store. Throws as `buildImage` and `receiveAppImage`. */
export async function buildAndKeep(
  image: AppImage,
  {
    shelf,
    demosFolder,
    ...work
  }: CatalogueImages & { readonly signal: AbortSignal; readonly onLine?: (line: string) => void },
): Promise<void> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'buzzcrate-image-'))
  try {
    const built = await buildImage({ demo: image.demo, outDir, demosDir: demosFolder, ...work })
    for (const { arch, path: file } of built.files) {
      await receiveAppImage(shelf, {
        app: image.id,
        version: image.version,
        architecture: arch,
        source: 'built',
        bytes: createReadStream(file),
      })
    }
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
