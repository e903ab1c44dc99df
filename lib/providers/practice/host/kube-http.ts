import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiAnswer, Sink } from '../kube-api/api-exchange'
import type { KubeApi } from '../kube-api/kube-api'
import { at } from '../kube-api/kube-object'
import { isProtobuf, protobufToJson } from '../kube-api/protobuf-body'
import { StatusError, statusErrors } from '../kube-api/status-error'

/** As the real server: 3 MiB. */
const MAX_BODY_BYTES = 3 * 2 ** 20
/** A client that does not read its watch is dropped; it comes back and lists again. */
const MAX_UNSENT_BYTES = 4 * 2 ** 20

export interface ServedApi {
  readonly api: Pick<KubeApi, 'handle'>
  /** Does something in the cluster's turn; rejects with 429 when too much waits. By itself a cluster does it at once. */
  turn?<Result>(work: () => Result): Promise<Result>
  /** Called when the body of the request is there. */
  bodyCame?(): void
  /** Resolves when everything that was changed so far is kept: no write is answered before. */
  kept(): Promise<void>
}

/** Carries one HTTP exchange to a cluster's API. `pathname` is without the cluster's prefix. */
export async function serveKubeRequest(
  { api, kept, turn = atOnce, bodyCame }: ServedApi,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://practice')
  const body = await readBody(request)
  bodyCame?.()
  if (body === undefined) {
    const { code, status } = statusErrors.tooLarge()
    return write(response, { status: code, json: status })
  }
  const contentType = request.headers['content-type'] ?? 'application/json'
  const method = request.method ?? 'GET'
  const answered = () => {
    const text = textOf(body, contentType)
    if (text instanceof StatusError) return refusal(text)
    const answer = api.handle({
      method,
      pathname,
      query: url.searchParams,
      contentType: isProtobuf(contentType) ? 'application/json' : contentType,
      accept: request.headers.accept ?? 'application/json',
      agent: (request.headers['user-agent'] ?? 'unknown').split(/[/ ]/)[0] ?? 'unknown',
      body: text,
    })
    if (!READS.has(method)) return answer
    // What is read, or begins a stream, is written in the same turn.
    if (!response.destroyed) write(response, answer)
    return undefined
  }
  const answer = await turn(answered).catch((error: unknown) => {
    if (error instanceof StatusError) return refusal(error)
    throw error
  })
  if (answer === undefined) return
  await kept()
  write(response, answer)
}

const atOnce = async <Result>(work: () => Result): Promise<Result> => work()
const refusal = ({ code, status }: StatusError): ApiAnswer => ({ status: code, json: status })

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The API itself speaks JSON and YAML. */
function textOf(body: Buffer, contentType: string): string | StatusError {
  try {
    return isProtobuf(contentType) ? protobufToJson(body) : body.toString('utf8')
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
}

/** Undefined when the body is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks)
}

function write(response: ServerResponse, answer: ApiAnswer): void {
  if ('stream' in answer) {
    response.writeHead(answer.status, { 'content-type': answer.contentType, 'cache-control': 'no-cache, private' })
    response.flushHeaders()
    answer.stream(sinkOf(response))
    return
  }
  const text = 'json' in answer ? JSON.stringify(answer.json) : answer.text
  const type = 'json' in answer ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(answer.status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
    ...warningHeaders(answer),
    ...retryHeader(answer),
  })
  response.end(text)
}

/** Clients of Kubernetes wait so long and try again. */
function retryHeader(answer: ApiAnswer): Record<string, string> {
  const seconds = 'json' in answer ? at(answer.json, 'details', 'retryAfterSeconds') : undefined
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {}
}

/** RFC 7234's warnings, as the real server writes them. */
function warningHeaders(answer: ApiAnswer): Record<string, string[]> {
  const warnings = 'warnings' in answer ? (answer.warnings ?? []) : []
  // A header carries no other letters than these.
  const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '?')
  return warnings.length === 0 ? {} : { warning: warnings.map((text) => `299 - ${JSON.stringify(plain(text))}`) }
}

function sinkOf(response: ServerResponse): Sink {
  const callbacks = new Set<() => void>()
  const close = () => {
    for (const callback of callbacks) callback()
    callbacks.clear()
  }
  response.once('close', close)
  return {
    write(text) {
      if (response.writableEnded || response.destroyed) return
      response.write(text)
      if (response.writableLength > MAX_UNSENT_BYTES) response.destroy()
    },
    end() {
      response.end()
      close()
    },
    onClose(callback) {
      callbacks.add(callback)
    },
  }
}
