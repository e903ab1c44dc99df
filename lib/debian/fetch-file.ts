import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { newId } from '@/lib/core/ids'
import { fetchFollowing } from '@/lib/core/outgoing'
import { unreachable } from './read-release'

export interface WantedContent {
  readonly address: string
  /** Lower-case hex. What comes and is of another sum is thrown away. */
  readonly sha256: string
  readonly bytes: number
}

/** One large package on a slow line. */
const TIMEOUT_MS = 900_000

/**
 * A file of known content, from the cache or else from its address. Safe to call from several processes.
 * @returns its path in `cache`
 * @throws AppError `debian-archive-unreachable`
 */
export async function fetchFile(cache: string, wanted: WantedContent, signal: AbortSignal): Promise<string> {
  const place = path.join(cache, wanted.sha256)
  const known = await stat(place).catch(() => undefined)
  if (known?.size === wanted.bytes && (await sha256Of(place)) === wanted.sha256) return place
  await mkdir(cache, { recursive: true })
  const half = `${place}.${newId()}.half`
  try {
    await download(wanted, half, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
    await rename(half, place)
    return place
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await rm(half, { force: true })
  }
}

async function download({ address, sha256, bytes }: WantedContent, file: string, signal: AbortSignal): Promise<void> {
  const response = await fetchFollowing(address, { signal }).catch((cause: unknown) => {
    throw unreachable(address, cause instanceof Error ? cause.message : String(cause), cause)
  })
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel()
    throw unreachable(address, `it answers with ${response.status}`)
  }
  const hash = createHash('sha256')
  let received = 0
  const check = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      received += chunk.byteLength
      if (received > bytes) throw unreachable(address, 'it is longer than the archive’s list says')
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(Readable.fromWeb(response.body), check, createWriteStream(file), { signal })
  if (hash.digest('hex') !== sha256) throw unreachable(address, 'it is not what the archive’s list says')
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk)
  return hash.digest('hex')
}
