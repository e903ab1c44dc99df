import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'

/** Where the images of cards are, with what they are made from: the folder of lib/imaging's ImageFolder. */
export const imagesFolder = (): string => path.join(env().BUZZCRATE_DATA, 'images')

const folderOf = (imageId: string): string => {
  if (!/^[0-9a-z]{8,40}$/.test(imageId)) throw gone()
  return path.join(imagesFolder(), 'cards', imageId)
}

/** Where a file of an image is. @throws AppError `image-file-gone` */
export async function cardFile(imageId: string, fileName: string): Promise<string> {
  if (!/^card\.(img|img\.xz|img\.gz|bmap)$/.test(fileName)) throw gone()
  const file = path.join(folderOf(imageId), fileName)
  try {
    await stat(file)
    return file
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw gone()
    throw error
  }
}

/** Removes all files of an image; repeatable. */
export const removeCardFiles = (imageId: string): Promise<void> =>
  rm(folderOf(imageId), { recursive: true, force: true })

const gone = (): AppError =>
  new AppError('image-file-gone', {
    userMessage: 'The image of this card is not there any more. Prepare the card anew.',
  })
