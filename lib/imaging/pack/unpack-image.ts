import { createHash } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { AppError } from '@/lib/core/errors'
import type { ImagingProgram } from '../tools/programs'
import { runProgram } from '../tools/run-program'

const TIMEOUT_MS = 3_600_000
const BLOCK = 64 * 1024
const ZEROS = Buffer.alloc(BLOCK)

const UNPACKERS: Readonly<Record<string, ImagingProgram>> = { xz: 'xz', gz: 'gzip' }

export interface UnpackOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void
}

/**
 * Unpacks an image, with holes where it has zeros. What is there already is kept: it got its name when its sum was right.
 * @throws AppError `image-broken` when it is not what was packed, `image-disk-full`
 */
export async function unpackImage(
  packed: string,
  image: string,
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: string },
  { signal, onProgress }: UnpackOptions,
): Promise<void> {
  if ((await sizeOf(image)) === bytes) return
  const program = UNPACKERS[packed.slice(packed.lastIndexOf('.') + 1)]
  if (program === undefined) throw broken(packed)
  const part = `${image}.part`
  try {
    const sum = createHash('sha256')
    let done = 0
    const take = async (output: Readable): Promise<void> => {
      const file = await open(part, 'w', 0o600)
      try {
        for await (const chunk of output as AsyncIterable<Buffer>) {
          sum.update(chunk)
          // A packed file that holds more than it says must not fill the disk.
          if (done + chunk.length > bytes) throw broken(packed)
          if (!isEmpty(chunk)) await file.write(chunk, 0, chunk.length, done)
          done += chunk.length
          onProgress?.(done, bytes)
        }
        await file.truncate(done)
        await file.datasync()
      } finally {
        await file.close()
      }
    }
    await runProgram(program, ['--decompress', '--stdout', packed], { signal, timeoutMs: TIMEOUT_MS, stdout: take })
    if (done !== bytes || sum.digest('hex') !== sha256) throw broken(packed)
    await rename(part, image)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new AppError('image-disk-full', {
        userMessage: `The disk of the panel has no room for the unpacked image (${bytes} bytes). Make room, then retry.`,
        cause: error,
      })
    throw error
  } finally {
    await rm(part, { force: true })
  }
}

const isEmpty = (chunk: Buffer): boolean => {
  for (let at = 0; at < chunk.length; at += BLOCK) {
    const piece = chunk.subarray(at, at + BLOCK)
    if (!piece.equals(ZEROS.subarray(0, piece.length))) return false
  }
  return true
}

const broken = (packed: string): AppError =>
  new AppError('image-broken', {
    userMessage:
      'The packed image is not the one that was made: it was changed or damaged on the disk. Prepare the card anew.',
    details: { file: packed.slice(packed.lastIndexOf('/') + 1) },
  })

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
