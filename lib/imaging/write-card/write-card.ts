import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { AppError } from '@/lib/core/errors'
import type { ConfirmedDrive, WriteOptions } from '@/lib/ports/card-writer'
import type { ByteRange } from '../pack/free-ranges'
import type { Drive } from './drive'
import { findDrive } from './find-drive'
import { CARD_POLICY, confirmationOf, type DrivePolicy } from './judge-drive'

const MIB = 1024 * 1024
const CHUNK = 4 * MIB
/** Written last, so that a card that was pulled out in the middle does not look like one that starts. */
const HEAD = MIB
const SYNC_EVERY = 64 * MIB
const ZEROS = Buffer.alloc(CHUNK)

export interface WriteCardOptions extends WriteOptions {
  /** Where the image's file systems have nothing: zeros there are not written. */
  readonly free: readonly ByteRange[]
  /** Loop devices are cards in tests only. */
  readonly policy?: DrivePolicy
}

/**
 * Writes an image to a card and reads all of it back from the card itself, past the memory of this machine.
 * @throws AppError `card-drive-refused`, `card-write-failed` (the place in the details), `card-verify-failed` (the place
 *   and the drive in the details), or the signal's reason; the card does not start a board then
 */
export async function writeCard(imageFile: string, wanted: ConfirmedDrive, options: WriteCardOptions): Promise<Drive> {
  const image = await open(imageFile, 'r')
  try {
    const { size } = await image.stat()
    const drive = await findDrive(wanted, size, options.policy ?? CARD_POLICY, options.signal)
    const card = await openExclusively(drive)
    try {
      const [major, minor] = drive.number.split(':').map(Number)
      const { rdev } = await card.stat()
      // The name was looked up twice; this is what was really opened.
      if (deviceNumber(rdev) !== `${major}:${minor}`) throw gone(drive, 0)
      const chunks = chunksOf(size)
      await writeAt(card, drive, Buffer.alloc(HEAD), HEAD, 0)
      await writeChunks(image, card, drive, chunks, size, options)
      // Old copies of a partition table stand at the end of a card, beyond the image.
      if (drive.bytes >= size + MIB) await writeAt(card, drive, ZEROS, MIB, drive.bytes - MIB)
      await synced(card, drive, size)
      await verify(image, drive, chunks, size, options)
      await writeHead(image, card, drive, Math.min(HEAD, size))
      await synced(card, drive, size)
      await verify(image, drive, [{ start: 0, bytes: Math.min(HEAD, size) }], size, {
        ...options,
        onProgress: () => undefined,
      })
      return drive
    } finally {
      await card.close()
    }
  } finally {
    await image.close()
  }
}

interface Chunk {
  readonly start: number
  readonly bytes: number
}

/** All but the head. */
function chunksOf(size: number): Chunk[] {
  const chunks: Chunk[] = []
  for (let start = HEAD; start < size; ) {
    const end = Math.min(size, Math.floor(start / CHUNK + 1) * CHUNK)
    chunks.push({ start, bytes: end - start })
    start = end
  }
  return chunks
}

async function openExclusively(drive: Drive): Promise<FileHandle> {
  try {
    // Without O_CREAT, the kernel refuses O_EXCL for a drive of which anything is mounted.
    return await open(drive.path, constants.O_RDWR | constants.O_EXCL)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new AppError('card-drive-refused', {
      userMessage: `${drive.path} cannot be opened for writing${code === 'EBUSY' ? ': it is in use' : ` (${code})`}.`,
      details: { path: drive.path, code },
      cause: error,
    })
  }
}

async function writeChunks(
  image: FileHandle,
  card: FileHandle,
  drive: Drive,
  chunks: readonly Chunk[],
  size: number,
  { signal, onProgress, free }: WriteCardOptions,
): Promise<void> {
  const buffer = Buffer.alloc(CHUNK)
  let unsynced = 0
  for (const { start, bytes } of chunks) {
    signal.throwIfAborted()
    await image.read(buffer, 0, bytes, start)
    if (isLeftOut(buffer, start, bytes, free)) continue
    await writeAt(card, drive, buffer, bytes, start)
    unsynced += bytes
    if (unsynced < SYNC_EVERY) continue
    await synced(card, drive, start)
    unsynced = 0
    onProgress({ phase: 'writing', doneBytes: start + bytes, ofBytes: size })
  }
  await synced(card, drive, size)
  onProgress({ phase: 'writing', doneBytes: size, ofBytes: size })
}

async function verify(
  image: FileHandle,
  drive: Drive,
  chunks: readonly Chunk[],
  size: number,
  { signal, onProgress, free }: WriteCardOptions,
): Promise<void> {
  // A second way in, past the memory that the bytes were written from. O_DIRECT wants memory at the beginning of a page:
  // that of a WebAssembly module is.
  const card = await open(drive.path, constants.O_RDONLY | constants.O_DIRECT)
  try {
    const read = Buffer.from(new WebAssembly.Memory({ initial: CHUNK / 65_536 }).buffer)
    const wanted = Buffer.alloc(CHUNK)
    let said = 0
    for (const { start, bytes } of chunks) {
      signal.throwIfAborted()
      await image.read(wanted, 0, bytes, start)
      if (isLeftOut(wanted, start, bytes, free)) continue
      await readWhole(card, drive, read, Math.ceil(bytes / 4096) * 4096, start)
      if (!read.subarray(0, bytes).equals(wanted.subarray(0, bytes))) throw mismatch(drive, start, read, wanted)
      if (start + bytes - said < SYNC_EVERY && start + bytes < size) continue
      said = start + bytes
      onProgress({ phase: 'verifying', doneBytes: said, ofBytes: size })
    }
  } finally {
    await card.close()
  }
}

async function writeHead(image: FileHandle, card: FileHandle, drive: Drive, bytes: number): Promise<void> {
  const head = Buffer.alloc(bytes)
  await image.read(head, 0, bytes, 0)
  // The partition table is in the first block: it comes after everything else.
  await writeAt(card, drive, head.subarray(4096), bytes - 4096, 4096)
  await writeAt(card, drive, head, 4096, 0)
}

const isLeftOut = (buffer: Buffer, start: number, bytes: number, free: readonly ByteRange[]): boolean =>
  buffer.subarray(0, bytes).equals(ZEROS.subarray(0, bytes)) &&
  free.some((range) => range.start <= start && range.end >= start + bytes)

async function writeAt(card: FileHandle, drive: Drive, buffer: Buffer, bytes: number, at: number): Promise<void> {
  try {
    for (let done = 0; done < bytes; ) {
      const { bytesWritten } = await card.write(buffer, done, bytes - done, at + done)
      if (bytesWritten === 0) throw new Error('nothing more was taken')
      done += bytesWritten
    }
  } catch (error) {
    throw gone(drive, at, error)
  }
}

async function readWhole(card: FileHandle, drive: Drive, buffer: Buffer, bytes: number, at: number): Promise<void> {
  try {
    for (let done = 0; done < bytes; ) {
      const { bytesRead } = await card.read(buffer, done, bytes - done, at + done)
      if (bytesRead === 0) throw new Error('it ends here')
      done += bytesRead
    }
  } catch (error) {
    throw gone(drive, at, error)
  }
}

async function synced(card: FileHandle, drive: Drive, at: number): Promise<void> {
  try {
    await card.datasync()
  } catch (error) {
    throw gone(drive, at, error)
  }
}

function gone(drive: Drive, at: number, cause?: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new AppError('card-write-failed', {
    userMessage: `${confirmationOf(drive)} (${drive.path}) took no more at byte ${at} (${code}).`,
    details: { path: drive.path, offset: at, code },
    cause,
  })
}

function mismatch(drive: Drive, start: number, read: Buffer, wanted: Buffer): AppError {
  const offset = start + wanted.findIndex((byte, index) => byte !== read[index])
  return new AppError('card-verify-failed', {
    userMessage: `${confirmationOf(drive)} (${drive.path}) holds other bytes than were written, from byte ${offset} on.`,
    details: { path: drive.path, offset, model: drive.model, serial: drive.serial },
  })
}

/** As the kernel packs it: 12 bits of major, 20 of minor (glibc's makedev for what fits in 32 bits). */
function deviceNumber(rdev: number): string {
  const low = rdev % 2 ** 32
  const major = (low >>> 8) & 0xfff
  const minor = (low & 0xff) | ((low >>> 12) & 0xfff00)
  return `${major}:${minor}`
}
