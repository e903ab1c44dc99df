import path from 'node:path'
import { ContentStore } from '@/lib/artifacts/content-store'
import { env } from '@/lib/core/env'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { SourceDesk } from '@/lib/imaging/sources/source-desk'
import { SourceShelf } from '@/lib/imaging/sources/source-shelf'

/** Where the images of cards are, with what they are made from. */
export const imagesFolder = (): string => path.join(env().BUZZCRATE_DATA, 'images')

const sourcesFolder = () => path.join(imagesFolder(), 'sources')

/** What images are made from: systems, and boot loaders of boards. */
export const imageSources = (): SourceShelf => new SourceShelf(new ContentStore(sourcesFolder()), sourcesFolder())

/** What brings them. */
export const sourceDesk = (): SourceDesk =>
  new SourceDesk(imagesFolder(), imageSources(), new ContentStore(sourcesFolder()))

/** What makes images, over the panel's folder of them. */
export const imageFolder = (): ImageFolder => new ImageFolder(imagesFolder(), imageSources())
