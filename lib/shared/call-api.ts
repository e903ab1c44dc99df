import type { AnswerOf, EndpointName, SentPart } from '@/lib/contracts/endpoints'
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

type Parts<Name extends EndpointName> = {
  readonly params: SentPart<Name, 'params'>
  readonly query: SentPart<Name, 'query'>
  readonly body: SentPart<Name, 'body'>
}
type Needed<Wanted> = { [Part in keyof Wanted as Wanted[Part] extends undefined ? never : Part]: Wanted[Part] }

/** What an endpoint asks of its caller: each part of a request that it takes, and nothing else. */
export type CallOf<Name extends EndpointName> = Needed<Parts<Name>>

interface Options {
  readonly signal?: AbortSignal
  /** The request goes on when the page is left. */
  readonly keepalive?: boolean
}

interface ErasedCall extends Options {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
}

/**
 * Calls one of the panel's own endpoints: `callApi('DELETE /api/machines/[machineId]', { params: { machineId } })`. What
 * it takes and what comes back is inferred from its contract (lib/contracts): data, a text, or undefined.
 * @throws ApiFailure, also when the panel does not answer (`panel-silent`).
 */
export async function callApi<Name extends EndpointName>(
  endpoint: Name,
  ...[call]: keyof CallOf<Name> extends never ? [Options?] : [CallOf<Name> & Options]
): Promise<AnswerOf<Name>> {
  // Each part is what its contract says; here it only has to be written down.
  const { params, query, body, signal, keepalive }: ErasedCall = call ?? {}
  const { method, path } = addressOf(endpoint, params, query)
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal === undefined ? {} : { signal }),
      ...(keepalive === undefined ? {} : { keepalive }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiFailure(readFailure(undefined, 0), 0)
  }
  const json = response.headers.get('content-type')?.startsWith('application/json') ?? false
  const text = !json && response.ok && response.status !== 204
  const answer: unknown = text ? await response.text() : json ? await response.json().catch(() => undefined) : undefined
  if (!response.ok) throw new ApiFailure(readFailure(answer, response.status), response.status)
  // The panel's own answers are checked against their contracts where they are made and in its tests; parsing each again
  // here would ship zod to every page.
  return answer as AnswerOf<Name>
}

/** Method and path of a request to an endpoint; `[name]` in its address is the parameter with that name. */
export function addressOf(
  endpoint: EndpointName,
  params: unknown,
  query: unknown,
): { readonly method: string; readonly path: string } {
  const [method = '', template = ''] = endpoint.split(' ')
  const path = template.replace(/\[(\w+)\]/g, (_, name: string) =>
    encodeURIComponent(String(isRecord(params) ? params[name] : undefined)),
  )
  const search = isRecord(query)
    ? Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
    : []
  return { method, path: search.length === 0 ? path : `${path}?${new URLSearchParams(search)}` }
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
