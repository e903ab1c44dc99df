import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat, writeFile } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PackedFormat } from '@/lib/ports/image-builder'
import { type BlockRange, blockMap, MAP_BLOCK_BYTES } from '../formats/block-map'
import type { ImagingProgram } from '../tools/programs'
import { runProgram } from '../tools/run-program'
import type { ByteRange } from './free-ranges'

const CHUNK = 256 * 1024
const TIMEOUT_MS = 3_600_000
const ZEROS = Buffer.alloc(MAP_BLOCK_BYTES)

/** Fast ones: a board's image is downloaded once or twice, and people wait for it. `-n` and one thread: the same bytes. */
const PACKERS = {
  xz: ['xz', ['--compress', '--stdout', '-0', '--threads=1', '--check=crc64']],
  gz: ['gzip', ['--stdout', '--no-name', '-1']],
} as const satisfies Readonly<Record<PackedFormat, readonly [ImagingProgram, readonly string[]]>>

export interface PackResult {
  readonly bytes: number
  readonly sha256: string
  readonly imageBytes: number
  readonly imageSha256: string
}

/**
 * Reads an image once: packs it, takes both sums and the block map. Nothing of it is held in memory.
 * @param free where its file systems have nothing; elsewhere blocks of zeros are part of the map, too
 */
export async function packImage(
  image: string,
  format: PackedFormat,
  files: { readonly packed: string; readonly map: string },
  free: readonly ByteRange[],
  options: { readonly signal: AbortSignal; readonly onProgress?: (doneBytes: number, ofBytes: number) => void },
): Promise<PackResult> {
  const imageBytes = (await stat(image)).size
  const whole = createHash('sha256')
  const ranges = new MappedRanges(free)
  async function* watched(): AsyncGenerator<Buffer> {
    let done = 0
    for await (const chunk of createReadStream(image, { highWaterMark: CHUNK })) {
      whole.update(chunk)
      ranges.add(chunk)
      done += chunk.length
      options.onProgress?.(done, imageBytes)
      yield chunk
    }
  }
  const sum = createHash('sha256')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      sum.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const [program, args] = PACKERS[format]
  await runProgram(program, args, {
    signal: options.signal,
    timeoutMs: TIMEOUT_MS,
    stdin: Readable.from(watched(), { objectMode: false }),
    stdout: (output) => pipeline(output, counted, createWriteStream(files.packed, { mode: 0o600 })),
  })
  const written = await open(files.packed, 'r')
  try {
    await written.sync()
  } finally {
    await written.close()
  }
  await writeFile(files.map, blockMap(imageBytes, ranges.finish()), { mode: 0o600 })
  return { bytes, sha256: sum.digest('hex'), imageBytes, imageSha256: whole.digest('hex') }
}

/** Puts blocks together to ranges with a sum each, as they come. */
export class MappedRanges {
  private readonly free: readonly ByteRange[]
  private readonly ranges: BlockRange[] = []
  private block = 0
  private nextFree = 0
  private first: number | undefined
  private sum = createHash('sha256')
  private rest: Buffer = Buffer.alloc(0)

  constructor(free: readonly ByteRange[]) {
    this.free = [...free].sort((a, b) => a.start - b.start)
  }

  add(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    let at = 0
    for (; at + MAP_BLOCK_BYTES <= bytes.length; at += MAP_BLOCK_BYTES)
      this.take(bytes.subarray(at, at + MAP_BLOCK_BYTES))
    this.rest = bytes.subarray(at)
  }

  finish(): readonly BlockRange[] {
    if (this.rest.length > 0) this.take(this.rest)
    this.end()
    return this.ranges
  }

  private take(block: Buffer): void {
    if (block.equals(ZEROS.subarray(0, block.length)) && this.isFree(this.block * MAP_BLOCK_BYTES, block.length))
      this.end()
    else {
      this.first ??= this.block
      this.sum.update(block)
    }
    this.block += 1
  }

  private isFree(start: number, bytes: number): boolean {
    for (; ; this.nextFree += 1) {
      const range = this.free[this.nextFree]
      if (range === undefined || range.start > start) return false
      if (range.end >= start + bytes) return true
    }
  }

  private end(): void {
    if (this.first === undefined) return
    this.ranges.push({ first: this.first, last: this.block - 1, sha256: this.sum.digest('hex') })
    this.first = undefined
    this.sum = createHash('sha256')
  }
}
