import path from 'node:path'
import { ContentStore } from '@/lib/artifacts/content-store'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { SourceShelf } from '@/lib/imaging/sources/source-shelf'
import { imagesFolder } from './card-file'

/** What images are made from: systems, and boot loaders of boards. */
export function imageSources(): SourceShelf {
  const folder = path.join(imagesFolder(), 'sources')
  return new SourceShelf(new ContentStore(folder), folder)
}

/** What makes images, over the panel's folder of them. */
export const imageFolder = (): ImageFolder => new ImageFolder(imagesFolder(), imageSources())
