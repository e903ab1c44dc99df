import type { Failure } from '@/lib/core/errors'

/** An answer of the panel's API that is a failure, as an Error for React Query and error boundaries. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly failure: Failure
  readonly status: number

  constructor(failure: Failure, status: number) {
    super(failure.userMessage)
    this.failure = failure
    this.status = status
  }

  /** What is wrong with one field of the form that was sent, if that is the trouble. */
  problemOf(field: string): string | undefined {
    return this.fields.find((one) => one.field === field)?.problem
  }

  get fields(): readonly { readonly field: string; readonly problem: string }[] {
    const { fields, field } = this.failure.details
    if (typeof field === 'string') return [{ field, problem: this.failure.userMessage }]
    if (!Array.isArray(fields)) return []
    return fields.flatMap((one: unknown) =>
      isRecord(one) && typeof one['field'] === 'string' && typeof one['problem'] === 'string'
        ? [{ field: one['field'], problem: one['problem'] }]
        : [],
    )
  }
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/**
 * Calls one of the panel's own routes; `Answer` is what that route's handler returns (undefined for 204).
 * @throws ApiFailure, also when the panel does not answer (`panel-silent`).
 */
export async function callApi<Answer = undefined>(path: string, call: Call = {}): Promise<Answer> {
  const method = call.method ?? (call.body === undefined ? 'GET' : 'POST')
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(call.body === undefined
        ? {}
        : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    })
  } catch (error) {
    if (call.signal?.aborted) throw error
    throw new ApiFailure(readFailure(undefined, 0), 0)
  }
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (!response.ok) throw new ApiFailure(readFailure(answer, response.status), response.status)
  // The routes are ours and typed on the server; parsing every answer again here would ship zod to every page.
  return answer as Answer
}

/** Reads a route that answers plain text. @throws ApiFailure as `callApi` */
export async function callForText(path: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(path, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new ApiFailure(readFailure(undefined, 0), 0)
  })
  if (response.ok) return response.text()
  const answer: unknown = await response.json().catch(() => undefined)
  throw new ApiFailure(failureIn(answer) ?? odd(response.status), response.status)
}

/** The failure in the answer of a route; status 0 is no answer at all. */
export function readFailure(answer: unknown, status: number): Failure {
  return failureIn(answer) ?? (status === 0 ? SILENT : odd(status))
}

/** Any error as the data that an ErrorCard shows. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiFailure) return error.failure
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message, userMessage: 'The page met an error of its own.', retryable: true, details: {} }
}

const SILENT: Failure = {
  code: 'panel-silent',
  message: 'fetch failed',
  userMessage: 'The panel does not answer. Is it still running, and are you still in its network?',
  retryable: true,
  details: {},
}

const odd = (status: number): Failure => ({
  code: 'odd-answer',
  message: `HTTP ${status} without a failure`,
  userMessage: `The panel gave an answer that this page does not understand (HTTP ${status}).`,
  retryable: true,
  details: { status },
})

function failureIn(answer: unknown): Failure | undefined {
  const error = isRecord(answer) ? answer['error'] : undefined
  if (!isRecord(error)) return undefined
  const { code, message, userMessage, retryable, details } = error
  if (typeof code !== 'string' || typeof userMessage !== 'string') return undefined
  return {
    code,
    userMessage,
    message: typeof message === 'string' ? message : userMessage,
    retryable: retryable === true,
    // Details are JSON because they came as JSON.
    details: isRecord(details) ? (details as Failure['details']) : {},
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
