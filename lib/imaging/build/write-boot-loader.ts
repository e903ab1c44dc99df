import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import type { BoardProfile } from '../profiles/board-profile'
import type { BaseFacts } from './base-facts'
import { DISK_SIGNATURE, placeBootLoader } from './place-boot-loader'

/**
 * Writes a board's boot loader into an image that has its table already, and puts the disk's signature back: Linux finds
 * the root by it, and some of these files have their own code there.
 * @returns what stands where, for later looks
 * @throws AppError `image-boot-loader-wrong`
 */
export async function writeBootLoader(
  image: string,
  profile: BoardProfile,
  files: ReadonlyMap<string, string>,
): Promise<BaseFacts['bootLoaderWrites']> {
  const sizes = new Map<string, number>()
  for (const [name, file] of files) {
    const size = await sizeOf(file)
    if (size !== undefined) sizes.set(name, size)
  }
  const placed = placeBootLoader(profile, (name) => sizes.get(name))
  const to = await open(image, 'r+')
  try {
    const signature = Buffer.alloc(DISK_SIGNATURE.bytes)
    await to.read(signature, 0, signature.length, DISK_SIGNATURE.start)
    for (const { file, fromByte, bytes, toByte } of placed) {
      const from = await open(files.get(file) ?? '', 'r')
      try {
        const { buffer } = await from.read(Buffer.alloc(bytes), 0, bytes, fromByte)
        await to.write(buffer, 0, bytes, toByte)
      } finally {
        await from.close()
      }
    }
    if (profile.disk.table === 'dos') await to.write(signature, 0, signature.length, DISK_SIGNATURE.start)
    const written: BaseFacts['bootLoaderWrites'] = []
    for (const { toByte, bytes } of placed) {
      const { buffer } = await to.read(Buffer.alloc(bytes), 0, bytes, toByte)
      written.push({ toByte, bytes, sha256: createHash('sha256').update(buffer).digest('hex') })
    }
    return written
  } finally {
    await to.close()
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
