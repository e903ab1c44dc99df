import { AppError, toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { formatBytes } from '@/lib/shared/format-bytes'

const MAX_BODY_BYTES = 1_000_000

/**
 * Reads a JSON body of at most 1 MB, or less, and no byte more of a longer one.
 * @throws AppError `bad-input`, `too-large`
 */
export async function readJson(request: Request, mostBytes = MAX_BODY_BYTES): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/json')) {
    throw new AppError('bad-input', { userMessage: 'The request must be JSON (content-type application/json).' })
  }
  // Compressed data may be a thousand times as large as it looks; nobody has a reason to compress a form.
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new AppError('bad-input', { userMessage: 'The request must not be compressed (no content-encoding).' })
  }
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes)
  const text = request.body === null ? '' : await boundedText(request.body, mostBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad-input', { userMessage: 'The request is not valid JSON.' })
  }
}

/** Into one buffer that grows: pieces of one byte each must not cost a hundred times as much. */
async function boundedText(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<string> {
  const reader = body.getReader()
  let kept = Buffer.allocUnsafe(Math.min(mostBytes, 16_384))
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return kept.toString('utf8', 0, length)
    const needed = length + value.byteLength
    // Not cancelled: that would close the connection before the answer is out. The rest is cut off by guard-server.ts.
    if (needed > mostBytes) throw tooLarge(mostBytes)
    if (needed > kept.byteLength) {
      const larger = Buffer.allocUnsafe(Math.min(mostBytes, Math.max(needed, kept.byteLength * 2)))
      kept.copy(larger, 0, 0, length)
      kept = larger
    }
    kept.set(value, length)
    length = needed
  }
}

const tooLarge = (mostBytes: number): AppError =>
  new AppError('too-large', { userMessage: `The request is larger than ${formatBytes(mostBytes)}.` })

/** HTTP statuses of codes that are the caller's doing; every other AppError is 409, an unknown error 500. */
const STATUS: Readonly<Record<string, number>> = {
  'bad-input': 400,
  'too-large': 413,
  'signed-out': 401,
  'first-boot-refused': 401,
  'card-link-over': 404,
  'range-not-satisfiable': 416,
  'wrong-credentials': 401,
  'account-disabled': 403,
  'half-done-sign-in-over': 401,
  'second-factor-owed': 403,
  forbidden: 403,
  'cross-origin': 403,
  'not-found': 404,
  'too-many-requests': 429,
  unexpected: 500,
}

/** The one shape of an error answer: `{ error: Failure }`. The message of an unknown error stays on the server. */
export function errorResponse(error: unknown): Response {
  const failure = toFailure(error)
  const status = STATUS[failure.code] ?? 409
  if (status === 500) log.error('a request failed', { error: error instanceof Error ? error : String(error) })
  const shown = status === 500 ? { ...failure, message: failure.userMessage } : failure
  const waitMs = failure.details['waitMs']
  const headers = typeof waitMs === 'number' ? { 'retry-after': String(Math.ceil(waitMs / 1000)) } : undefined
  return Response.json({ error: shown }, { status, ...(headers === undefined ? {} : { headers }) })
}
