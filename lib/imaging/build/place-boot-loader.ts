import { AppError } from '@/lib/core/errors'
import type { BoardProfile } from '../profiles/board-profile'

export const SECTOR = 512
/** Where the master boot record has its four partitions and its mark; what stands before is code. */
const DOS_TABLE = { start: 446, end: 512 }
/** Header and entries of a GUID table at the beginning of a card. */
const GUID_TABLE = { start: SECTOR, end: 34 * SECTOR }
/** Linux names partitions of a dos table by these four bytes (PARTUUID): they are written again after the boot loader. */
export const DISK_SIGNATURE = { start: 440, bytes: 4 }

export interface PlacedWrite {
  readonly file: string
  readonly fromByte: number
  readonly bytes: number
  readonly toByte: number
}

/**
 * Where each byte of a profile's boot loader goes, by the sizes of its files. Later writes win, as with dd.
 * @throws AppError `image-boot-loader-wrong` for a missing or empty file, and for one that would reach the partition table
 *   or a file system
 */
export function placeBootLoader(profile: BoardProfile, sizeOf: (file: string) => number | undefined): PlacedWrite[] {
  const firstByte = Math.min(...profile.disk.partitions.map(({ startSector }) => startSector)) * SECTOR
  const table = profile.disk.table === 'dos' ? DOS_TABLE : GUID_TABLE
  return profile.bootLoader.writes.map(({ file, blockBytes, skip, seek, count }) => {
    const size = sizeOf(file)
    if (size === undefined || size <= skip * blockBytes) throw wrong(file, 'is missing or too short')
    const fromByte = skip * blockBytes
    const bytes = Math.min(size - fromByte, (count ?? Number.POSITIVE_INFINITY) * blockBytes)
    const toByte = seek * blockBytes
    if (toByte < table.end && toByte + bytes > table.start) throw wrong(file, 'would overwrite the partition table')
    if (toByte + bytes > firstByte) throw wrong(file, `is too long: ${size} bytes reach the first partition`)
    return { file, fromByte, bytes, toByte }
  })
}

const wrong = (file: string, what: string) =>
  new AppError('image-boot-loader-wrong', {
    userMessage: `The boot loader file ${file} ${what}. Upload the one made for this board.`,
    details: { file },
  })
