import { AppError, toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'

const MAX_BODY_BYTES = 1_000_000

/** Reads a JSON body of at most 1 MB. Throws `bad-input`. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/json')) {
    throw new AppError('bad-input', { userMessage: 'The request must be JSON (content-type application/json).' })
  }
  const declared = Number(request.headers.get('content-length') ?? 0)
  const text = declared > MAX_BODY_BYTES ? undefined : await request.text()
  if (text === undefined || text.length > MAX_BODY_BYTES) {
    throw new AppError('too-large', { userMessage: 'The request is larger than 1 MB.' })
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad-input', { userMessage: 'The request is not valid JSON.' })
  }
}

/** HTTP statuses of codes that are the caller's doing; every other AppError is 409, an unknown error 500. */
const STATUS: Readonly<Record<string, number>> = {
  'bad-input': 400,
  'too-large': 413,
  'signed-out': 401,
  'wrong-credentials': 401,
  'account-disabled': 403,
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
