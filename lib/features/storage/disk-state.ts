import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import type { DiskState, StorageLimits } from '@/lib/contracts/storage'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { formatBytes } from '@/lib/shared/format-bytes'
import { storageLimits } from './storage-limits'

export interface DiskSpace {
  readonly freeBytes: number
  readonly totalBytes: number
}

/** Of the disk with the panel's files: the built-in database, releases, images. What root keeps for itself is not free. */
export async function diskSpace(folder = env().BUZZCRATE_DATA): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(existing(path.resolve(folder)))
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** The folder, or where it will be made. */
const existing = (folder: string): string => {
  const above = path.dirname(folder)
  return above === folder || existsSync(folder) ? folder : existing(above)
}

/**
 * A disk is full when less is free than both say: a twentieth of a large disk is plenty, and a gigabyte is much of a small
 * one.
 */
export function judgeDisk(
  { freeBytes, totalBytes }: DiskSpace,
  { freePercent, freeMb }: Pick<StorageLimits, 'freePercent' | 'freeMb'>,
): DiskState {
  const keptBytes = Math.min((totalBytes * freePercent) / 100, freeMb * 1_000_000)
  return { freeBytes, totalBytes, isFull: freeBytes < keptBytes }
}

export async function diskState(): Promise<DiskState> {
  return judgeDisk(await diskSpace(), await storageLimits())
}

/**
 * Refuses what takes room of the disk before it is full: a database without room stops altogether.
 * @param what as the sentence begins, e.g. `Nothing new is started`
 * @throws AppError `disk-full`
 */
export async function assertDiskRoom(what: string, look: () => Promise<DiskState> = diskState): Promise<void> {
  const { freeBytes, totalBytes, isFull } = await look()
  if (!isFull) return
  throw new AppError('disk-full', {
    userMessage:
      `${what}: only ${formatBytes(freeBytes)} of ${formatBytes(totalBytes)} are free on the disk of this panel. ` +
      'Delete clusters, releases or images that nobody needs, or ask an admin to shorten how long logs are kept (Settings, Storage).',
    retryable: true,
    details: { freeBytes, totalBytes },
  })
}
