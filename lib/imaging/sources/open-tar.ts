import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { AppError } from '@/lib/core/errors'
import { refusedSource } from '../tar/refused-source'
import { runProgram } from '../tools/run-program'

export type Packing = 'none' | 'gz' | 'xz' | 'zst'

const MAGIC: readonly (readonly [Packing, string])[] = [
  ['gz', '1f8b'],
  ['xz', 'fd377a585a00'],
  ['zst', '28b52ffd'],
]
const CHUNK = 256 * 1024
/** The largest archive that unpacking may take. */
const TIMEOUT_MS = 1_800_000

/** How a file is packed, by its first bytes: names lie. */
export async function packingOf(file: string): Promise<Packing> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(6), 0, 6, 0)
    const hex = buffer.toString('hex')
    return MAGIC.find(([, magic]) => hex.startsWith(magic))?.[0] ?? 'none'
  } finally {
    await handle.close()
  }
}

/**
 * The unpacked bytes of a file.
 * @throws AppError `image-source-refused` for what cannot be unpacked, or the signal's reason
 */
export async function* openUnpacked(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const packing = await packingOf(file)
  const source = createReadStream(file, { highWaterMark: CHUNK })
  try {
    if (packing === 'none') yield* source
    else yield* unpackedBy(packing, source, signal)
  } catch (error) {
    signal.throwIfAborted()
    // The disk's own troubles, and what others have already said in words.
    if (error instanceof AppError && error.code !== 'image-program-failed') throw error
    if (error instanceof Error && 'syscall' in error) throw error
    throw refusedSource('cannot be unpacked: it is damaged or did not come whole')
  } finally {
    source.destroy()
  }
}

function unpackedBy(packing: Exclude<Packing, 'none'>, source: Readable, signal: AbortSignal): AsyncIterable<Buffer> {
  const output = new PassThrough({ highWaterMark: CHUNK })
  const unpacked =
    packing === 'gz'
      ? pipeline(source, createGunzip({ chunkSize: CHUNK }), output, { signal })
      : unpackByProgram(packing, source, output, signal)
  unpacked.catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))))
  return output
}

/** How long it is unpacked, without unpacking it: an upper bound for sizes of file systems. */
export async function unpackedBytes(file: string, signal: AbortSignal): Promise<number> {
  const { size } = await stat(file)
  const packing = await packingOf(file)
  if (packing === 'none') return size
  if (packing === 'gz') {
    const handle = await open(file, 'r')
    try {
      // The last four bytes say it, modulo 4 GiB (RFC 1952).
      const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4))
      const said = buffer.readUInt32LE(0)
      return said < size ? said + 2 ** 32 : said
    } finally {
      await handle.close()
    }
  }
  if (packing === 'xz') {
    const { stdout } = await runProgram('xz', ['--robot', '--list', file], { signal, timeoutMs: 60_000 })
    return Number(/^totals(?:\t\S+){3}\t(\d+)/m.exec(stdout.toString('utf8'))?.[1] ?? 0)
  }
  // zstd need not say it: four to one is what root file systems give at most.
  return size * 5
}

async function unpackByProgram(
  packing: 'xz' | 'zst',
  source: Readable,
  output: PassThrough,
  signal: AbortSignal,
): Promise<void> {
  const program = packing === 'xz' ? 'xz' : 'zstd'
  await runProgram(program, ['-dc'], {
    signal,
    timeoutMs: TIMEOUT_MS,
    stdin: source,
    stdout: (stream) => pipeline(stream, output),
  })
}
