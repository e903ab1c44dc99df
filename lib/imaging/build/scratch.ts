import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'

/** Work that no process has touched for so long was left by one that died. */
export const ABANDONED_MS = 24 * 3_600_000

/**
 * Works in a folder of its own within `home`, which is removed afterwards, whatever happens.
 * @throws AppError `image-disk-full`, or what the work throws
 */
export async function inScratch<T>(home: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = path.join(home, 'work', newId())
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  try {
    return await work(scratch)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new AppError('image-disk-full', {
        userMessage: 'The disk of the panel is full. Remove old images, then retry.',
        cause: error,
      })
    throw error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Removes what processes that died have left. */
export async function sweepScratch(home: string, now: number): Promise<void> {
  const work = path.join(home, 'work')
  await mkdir(work, { recursive: true, mode: 0o700 })
  for (const name of await readdir(work)) {
    const at = path.join(work, name)
    const { mtimeMs } = await stat(at)
    if (now - mtimeMs > ABANDONED_MS) await rm(at, { recursive: true, force: true })
  }
}
