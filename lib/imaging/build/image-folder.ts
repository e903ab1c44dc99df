import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { CardRequest } from '@/lib/ports/card-request'
import type {
  BaseImage,
  BuildOptions,
  ImageBuilder,
  ImageCheck,
  ImagingObstacle,
  PackedFormat,
  PackedImage,
} from '@/lib/ports/image-builder'
import { checkCardRequest } from '../card/check-card-request'
import { firstBootTexts } from '../card/first-boot-texts'
import { freeInExt4, freeInFat } from '../pack/free-ranges'
import { packImage } from '../pack/pack-image'
import type { BoardProfile, OsSource } from '../profiles/board-profile'
import { allProfiles, findProfile } from '../profiles/find-profile'
import { type ChosenSources, chooseSources, notedSources } from '../sources/choose-sources'
import type { SourceShelf } from '../sources/source-shelf'
import { missingPrograms } from '../tools/programs'
import { type BaseFacts, partitionOf, readBaseFacts } from './base-facts'
import { checkImage } from './check-image'
import { makeBase } from './make-base'
import { makeBaseFromImage } from './make-base-from-image'
import { patchImage } from './patch-image'
import { ABANDONED_MS, inScratch, sweepScratch } from './scratch'

/** Changes whenever the same sources give another base: old ones are then made anew. */
const RECIPE = 1
const PROGRAMS = [
  'cp',
  'debugfs',
  'dumpe2fs',
  'e2fsck',
  'fakeroot',
  'fsck.vfat',
  'gzip',
  'mcopy',
  'mke2fs',
  'mkfs.vfat',
  'sfdisk',
  'tar',
  'xz',
] as const
const Packed = z.object({
  fileName: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  imageBytes: z.number(),
  imageSha256: z.string(),
  bmapFileName: z.string(),
}) satisfies z.ZodType<PackedImage>

/** The ImageBuilder port over one folder. Safe to use from several processes at once. */
export class ImageFolder implements ImageBuilder {
  private readonly folder: string
  private readonly shelf: SourceShelf
  private readonly building = new Map<string, Promise<BaseImage>>()

  constructor(folder: string, shelf: SourceShelf) {
    this.folder = folder
    this.shelf = shelf
  }

  async obstacles(profileId: string, osId: string, signal: AbortSignal): Promise<readonly ImagingObstacle[]> {
    const missing = missingPrograms(PROGRAMS)
    signal.throwIfAborted()
    try {
      const { profile, source } = known(profileId, osId)
      await chooseSources(this.shelf, profile, source)
      return missing
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const code = error.code === 'image-source-missing' ? error.code : 'image-profile-unknown'
      return [...missing, { code, sentence: error.userMessage }]
    }
  }

  async base(profileId: string, osId: string, options: BuildOptions): Promise<BaseImage> {
    const { profile, source } = known(profileId, osId)
    const sources = await chooseSources(this.shelf, profile, source)
    const key = keyOf(profile, source, sources)
    const there = await this.factsOf(key)
    if (there !== undefined) return { key, bytes: there.bytes, cached: true, bootLoader: there.bootLoader }
    const begun = this.building.get(key)
    if (begun !== undefined) {
      // It ends with the signal of whoever began it: a failure of theirs is not ours.
      await Promise.allSettled([begun])
      options.signal.throwIfAborted()
      return this.base(profileId, osId, options)
    }
    const work = this.build(profile, source, sources, key, options).finally(() => this.building.delete(key))
    this.building.set(key, work)
    return work
  }

  async patch(
    { key }: Pick<BaseImage, 'key'>,
    imageId: string,
    request: CardRequest,
    options: BuildOptions,
  ): Promise<void> {
    checkCardRequest(request)
    const facts = await this.baseFacts(key)
    if (facts.profileId !== request.profileId || facts.osId !== request.osId)
      throw new AppError('card-request-wrong', { userMessage: 'The base is of another board or system than the card.' })
    const folder = this.cardFolder(imageId)
    await this.inScratch(options, async (work) => {
      const image = path.join(work.scratch, 'card.img')
      await patchImage({ image: this.basePath(key), facts }, image, request, work)
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(path.join(folder, 'base'), key, { mode: 0o600 })
      await rename(image, path.join(folder, 'card.img'))
    })
  }

  async check(imageId: string, request: CardRequest, options: BuildOptions): Promise<readonly ImageCheck[]> {
    const { image, facts } = await this.card(imageId)
    return this.inScratch(options, (work) => checkImage(image, facts, request, work))
  }

  async pack(imageId: string, format: PackedFormat, keep: boolean, options: BuildOptions): Promise<PackedImage> {
    const [fileName, bmapFileName] = [`card.img.${format}`, 'card.bmap']
    const earlier = await this.packedBefore(imageId, fileName)
    if (earlier !== undefined) return earlier
    const { image, facts, folder } = await this.card(imageId)
    const files = { packed: path.join(folder, `${fileName}.part`), map: path.join(folder, bmapFileName) }
    const root = partitionOf(facts, facts.root)
    const free = await freeInExt4({ image, offsetBytes: root.startByte }, options.signal)
    if (facts.boot !== null)
      free.push(...(await freeInFat({ image, offsetBytes: partitionOf(facts, facts.boot).startByte })))
    const { onProgress } = options
    const packed = await packImage(image, format, files, free, {
      signal: options.signal,
      ...(onProgress === undefined ? {} : { onProgress }),
    })
    await rename(files.packed, path.join(folder, fileName))
    const result = { fileName, bmapFileName, ...packed }
    await writeFile(path.join(folder, 'packed.json.part'), JSON.stringify(result), { mode: 0o600 })
    await rename(path.join(folder, 'packed.json.part'), path.join(folder, 'packed.json'))
    if (!keep) await rm(image)
    return result
  }

  async remove(imageId: string): Promise<void> {
    await rm(this.cardFolder(imageId), { recursive: true, force: true })
  }

  async fileOf(imageId: string, fileName: string): Promise<string> {
    if (!/^card\.(img|img\.xz|img\.gz|bmap)$/.test(fileName)) throw gone()
    const file = path.join(this.cardFolder(imageId), fileName)
    if ((await sizeOf(file)) === undefined) throw gone()
    return file
  }

  /** Removes what processes that died have left, and bases that no card could be made from any more. */
  async sweep(now: number): Promise<void> {
    await sweepScratch(this.folder, now)
    const bases = path.join(this.folder, 'bases')
    await mkdir(bases, { recursive: true, mode: 0o700 })
    const named = await this.namedBases()
    for (const name of await readdir(bases)) {
      const at = path.join(bases, name)
      // A run may be about to make cards of a young one, though its source was replaced in the meantime.
      const old = now - (await stat(at)).mtimeMs > ABANDONED_MS
      if (old && !named.has(path.parse(name).name)) await rm(at, { force: true })
    }
  }

  /** Keys that what is on the shelf gives, and those of cards that are on their way. */
  private async namedBases(): Promise<ReadonlySet<string>> {
    const named = new Set<string>()
    for (const profile of allProfiles)
      for (const source of profile.osSources) {
        const sources = await notedSources(this.shelf, profile, source)
        if (sources !== undefined) named.add(keyOf(profile, source, sources))
      }
    const cards = path.join(this.folder, 'cards')
    await mkdir(cards, { recursive: true, mode: 0o700 })
    for (const imageId of await readdir(cards))
      if ((await sizeOf(path.join(cards, imageId, 'card.img'))) !== undefined)
        named.add(await readFile(path.join(cards, imageId, 'base'), 'utf8'))
    return named
  }

  private async build(
    profile: BoardProfile,
    source: OsSource,
    sources: ChosenSources,
    key: string,
    options: BuildOptions,
  ): Promise<BaseImage> {
    await firstBootTexts()
    return this.inScratch(options, async (work) => {
      const image = path.join(work.scratch, 'base.img')
      const file = this.shelf.pathOf(sources.main)
      const bootLoaderFiles = new Map(
        [...sources.bootLoaderFiles].map(([name, kept]) => [name, this.shelf.pathOf(kept)]),
      )
      const { bootLoader, how } = sources
      const facts =
        how === 'image'
          ? await makeBaseFromImage({ profile, osId: source.id, key, imageFile: file }, image, work)
          : await makeBase({ profile, osId: source.id, key, rootFile: file, bootLoader, bootLoaderFiles }, image, work)
      await mkdir(path.join(this.folder, 'bases'), { recursive: true, mode: 0o700 })
      await rename(image, this.basePath(key))
      const note = path.join(work.scratch, 'facts.json')
      await writeFile(note, JSON.stringify(facts))
      // Last: a base without its facts is none.
      await rename(note, this.factsPath(key))
      return { key, bytes: facts.bytes, cached: false, bootLoader: facts.bootLoader }
    })
  }

  private async inScratch<T>(
    options: BuildOptions,
    work: (work: { signal: AbortSignal; scratch: string; onLine: (line: string) => void }) => Promise<T>,
  ): Promise<T> {
    return inScratch(this.folder, (scratch) => work({ signal: options.signal, scratch, onLine: options.onLine }))
  }

  /** From a run whose worker died between packing and writing it down. A new patch removes it. */
  private async packedBefore(imageId: string, fileName: string): Promise<PackedImage | undefined> {
    const folder = this.cardFolder(imageId)
    if ((await sizeOf(path.join(folder, 'packed.json'))) === undefined) return undefined
    const packed = Packed.parse(JSON.parse(await readFile(path.join(folder, 'packed.json'), 'utf8')))
    return packed.fileName === fileName && (await sizeOf(path.join(folder, fileName))) === packed.bytes
      ? packed
      : undefined
  }

  private async factsOf(key: string): Promise<BaseFacts | undefined> {
    const facts = await readBaseFacts(this.factsPath(key))
    return facts !== undefined && (await sizeOf(this.basePath(key))) === facts.bytes ? facts : undefined
  }

  private async baseFacts(key: string): Promise<BaseFacts> {
    const facts = await this.factsOf(key)
    if (facts !== undefined) return facts
    throw new AppError('image-base-gone', { userMessage: 'The base of this image is gone. Make it anew, then retry.' })
  }

  private async card(imageId: string) {
    const folder = this.cardFolder(imageId)
    const image = path.join(folder, 'card.img')
    if ((await sizeOf(image)) === undefined) throw gone()
    const facts = await this.baseFacts(await readFile(path.join(folder, 'base'), 'utf8'))
    return { folder, image, facts }
  }

  private basePath(key: string): string {
    return path.join(this.folder, 'bases', `${key}.img`)
  }

  private factsPath(key: string): string {
    return path.join(this.folder, 'bases', `${key}.json`)
  }

  private cardFolder(imageId: string): string {
    if (!/^[a-z0-9]{8,40}$/.test(imageId)) throw gone()
    return path.join(this.folder, 'cards', imageId)
  }
}

/** All that a base is made of; nothing of a card. */
function keyOf(profile: BoardProfile, source: OsSource, { main, bootLoader, bootLoaderFiles }: ChosenSources): string {
  const files = [...bootLoaderFiles].map(([name, { sha256 }]) => [name, sha256])
  const all = [RECIPE, profile, source.id, main.sha256, bootLoader, files]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}

function known(profileId: string, osId: string): { profile: BoardProfile; source: OsSource } {
  const profile = findProfile(profileId)
  const source = profile?.osSources.find(({ id }) => id === osId)
  if (profile !== undefined && source !== undefined) return { profile, source }
  throw new AppError('image-profile-unknown', {
    userMessage: 'This version of the panel does not know this board, or this system for it.',
    details: { profileId, osId },
  })
}

const gone = () =>
  new AppError('image-file-gone', {
    userMessage: 'The image of this card is not there any more. Prepare the card anew.',
  })

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
