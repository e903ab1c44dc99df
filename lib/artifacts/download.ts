import type { Clock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { fetchFollowing } from '@/lib/core/outgoing'
import { proxyFor } from '@/lib/core/proxy-for'
import type { ContentStore, Incoming, StoredContent } from './content-store'
import { isFull } from './file-errors'

export interface DownloadOptions {
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Bytes of this file so far, and of the whole file where the server says so. */
  readonly onProgress?: (received: number, total: number | undefined) => void
  /** A server that sends nothing for this long counts as gone. */
  readonly stallMs?: number
  /** How often it goes on after the connection broke in the middle. */
  readonly attempts?: number
  /** A file that turns out larger is not taken. */
  readonly mostBytes?: number
}

const PAUSE_MS = 1_000
const STALL_MS = 30_000
const ATTEMPTS = 5
const MAX_TEXT_BYTES = 1_000_000

/**
 * Brings one file into the store and checks it. Goes on in the middle after a broken connection, in a later call only with
 * its sha256.
 * @param sha256 undefined: whoever calls checks it otherwise
 * Throws `download-missing` (the server has no such file), `download-failed` (retryable), `artifact-corrupt`,
 * `panel-disk-full`.
 */
export async function download(
  store: ContentStore,
  url: string,
  sha256: string | undefined,
  options: DownloadOptions,
): Promise<StoredContent> {
  const { attempts = ATTEMPTS, clock, signal } = options
  const incoming = await store.receive(sha256)
  let open = true
  try {
    for (let attempt = 1; ; attempt++) {
      const before = incoming.bytes
      try {
        await fetchInto(incoming, url, options)
        break
      } catch (error) {
        const failure = explain(error, url, signal)
        // A connection that brings something is worth any number of tries.
        if (incoming.bytes > before) attempt = 0
        if (!failure.retryable || attempt >= attempts) throw failure
        await clock.delay(PAUSE_MS, signal)
      }
    }
    open = false
    const stored = await incoming.finish()
    if (stored === undefined) throw corruptDownload(url)
    return stored
  } finally {
    if (open) await incoming.leave()
  }
}

/** A small text, e.g. a checksum file. Throws like `download`. */
export async function downloadText(url: string, options: DownloadOptions): Promise<string> {
  return (await downloadBytes(url, MAX_TEXT_BYTES, options)).toString('utf8')
}

/** A small file, e.g. a signature. Throws like `download`. */
export async function downloadBytes(url: string, mostBytes: number, options: DownloadOptions): Promise<Buffer> {
  try {
    const timer = AbortSignal.timeout(options.stallMs ?? STALL_MS)
    const response = await fetchFollowing(url, { signal: AbortSignal.any([options.signal, timer]) })
    assertFound(response, url)
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > mostBytes) throw tooLarge(url)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    throw explain(error, url, options.signal)
  }
}

async function fetchInto(incoming: Incoming, url: string, options: DownloadOptions): Promise<void> {
  const stall = new AbortController()
  const restartTimer = () => setTimeout(() => stall.abort(new Error('no data')), options.stallMs ?? STALL_MS)
  let timer = restartTimer()
  try {
    const headers = incoming.bytes > 0 ? { range: `bytes=${incoming.bytes}-` } : {}
    const response = await fetchFollowing(url, { headers, signal: AbortSignal.any([options.signal, stall.signal]) })
    // The range begins behind the end: everything is here already.
    if (response.status === 416 && incoming.bytes > 0) return
    assertFound(response, url)
    if (response.status !== 206) await incoming.restart()
    const rest = Number(response.headers.get('content-length') ?? Number.NaN)
    const total = Number.isFinite(rest) ? incoming.bytes + rest : undefined
    const mostBytes = options.mostBytes ?? Number.POSITIVE_INFINITY
    if (total !== undefined && total > mostBytes) throw tooLarge(url)
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer)
      timer = restartTimer()
      if (incoming.bytes + chunk.byteLength > mostBytes) throw tooLarge(url)
      await incoming.write(chunk)
      options.onProgress?.(incoming.bytes, total)
    }
  } finally {
    clearTimeout(timer)
  }
}

const tooLarge = (url: string): AppError =>
  new AppError('download-failed', { userMessage: `${url} is far too large.`, details: { url } })

function assertFound(response: Pick<Response, 'ok' | 'status'>, url: string): void {
  if (response.ok) return
  const missing = response.status === 404 || response.status === 410
  throw new AppError(missing ? 'download-missing' : 'download-failed', {
    message: `GET ${url}: ${response.status}`,
    userMessage: missing
      ? `There is no ${url}. Check the address.`
      : `${new URL(url).host} answered with ${response.status} to the download of ${url}.`,
    retryable: response.status >= 500 || response.status === 429,
    details: { url, status: response.status },
  })
}

function explain(error: unknown, url: string, signal: AbortSignal): AppError {
  if (signal.aborted) throw signal.reason
  // A refused address comes wrapped as the reason why there was no connection.
  const reason = error instanceof Error && error.cause instanceof AppError ? error.cause : error
  if (reason instanceof AppError) return reason
  if (isFull(error)) return diskFull(error)
  return new AppError('download-failed', {
    message: `GET ${url}: ${error instanceof Error ? (error.cause ?? error.message) : error}`,
    userMessage: `${unreachable(new URL(url))} Without the internet, upload the files instead.`,
    retryable: true,
    details: { url },
    cause: error,
  })
}

function unreachable(url: URL): string {
  const proxy = proxyFor(url)
  return proxy === undefined
    ? `${url.host} can't be reached for the download. Is this machine online?`
    : `${url.host} can't be reached for the download through the proxy ${proxy.url.host}, which ${proxy.variable} names. Does the proxy answer, and does it allow that address?`
}

function corruptDownload(url: string): AppError {
  return new AppError('artifact-corrupt', {
    userMessage: `What came from ${url} is not what its checksum file says, so it was thrown away. Try again; if it stays so, use another source.`,
    retryable: true,
    details: { url },
  })
}

export function diskFull(cause: unknown): AppError {
  return new AppError('panel-disk-full', {
    userMessage: 'The disk of the machine that runs BuzzCrate is full. Make room there, then try again.',
    cause,
  })
}
