import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { AppError } from '@/lib/core/errors'
import { FILE_BYTES_HEADER } from '@/lib/core/state-length'

interface ServedFile {
  readonly path: string
  /** As it is saved; plain characters. */
  readonly name: string
  /** Of its content: who goes on with a half download must get the same file. */
  readonly sha256: string
}

/**
 * A file as the answer to GET or HEAD, whole or one range of it (RFC 9110, 14): what programs that write cards ask for, and
 * browsers that go on with a download. Nothing is read before somebody takes it.
 * @throws AppError `range-not-satisfiable`
 */
export async function serveFile({ method, headers }: Request, { path, name, sha256 }: ServedFile): Promise<Response> {
  const { size } = await stat(path)
  const tag = `"${sha256}"`
  const condition = headers.get('if-range')
  const range = condition === null || condition === tag ? readRange(headers.get('range'), size) : undefined
  const { from, to } = range ?? { from: 0, to: size - 1 }
  const answer = {
    status: range === undefined ? 200 : 206,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(to - from + 1),
      // Next leaves that out of what it sends: see lib/core/state-length.ts.
      [FILE_BYTES_HEADER]: String(to - from + 1),
      'content-disposition': `attachment; filename="${name}"`,
      'accept-ranges': 'bytes',
      etag: tag,
      'cache-control': 'private, no-store',
      ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
    },
  }
  if (method === 'HEAD' || size === 0) return new Response(null, answer)
  const stream = createReadStream(path, { start: from, end: to, highWaterMark: 256 * 1024 })
  // Node's type of a web stream is not the browser's; it is the same thing.
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, answer)
}

/** Undefined for the whole file: no range, several, or one in another form, which may be ignored. */
function readRange(text: string | null, size: number): { readonly from: number; readonly to: number } | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (from >= size || from > to) {
    throw new AppError('range-not-satisfiable', {
      userMessage: `The file has ${size} bytes: there is nothing at this range. Download it anew.`,
      details: { size },
    })
  }
  return { from, to }
}
