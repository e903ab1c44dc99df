import type { z } from 'zod'
import { type Reach, refusalIn } from '@/lib/core/address-policy'
import { AppError } from '@/lib/core/errors'
import { fetchWithin } from '@/lib/core/outgoing'
import { boundedLines, boundedText, clusterMisbehaves } from './bounded-answer'
import { Deadline } from './deadline'
import { answerFailure, connectionFailure } from './kube-failures'
import { readKubeconfig } from './kubeconfig'
import { PooledKubeConfig } from './pooled-kube-config'

export interface KubeRequest {
  readonly method?: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE'
  /** From the root, e.g. `/api/v1/nodes`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  /** Milliseconds for the whole call. Default 10,000. */
  readonly timeoutMs?: number
  readonly signal: AbortSignal
}

export interface EndlessRequest extends KubeRequest {
  readonly silenceMs: number
  /** The server has agreed; lines may come much later. */
  readonly onOpen: () => void
}

/** Requests to one API server over one pool of connections, each with a deadline; every failure is an AppError. */
export class KubeTransport {
  readonly config: PooledKubeConfig
  readonly server: string

  private readonly reach: Reach

  /** Throws `kubeconfig-unreadable`. */
  constructor(kubeconfig: string, reach: Reach = 'network') {
    const access = readKubeconfig(kubeconfig)
    this.server = access.server
    this.config = new PooledKubeConfig(access, reach)
    this.reach = reach
  }

  /** The answer's JSON, parsed. Throws `cluster-answer-unknown` when it is something else than the schema says. */
  async json<T>(schema: z.ZodType<T>, request: KubeRequest): Promise<T> {
    const text = await this.text(request)
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      throw this.unknownAnswer(request, 'it is not JSON')
    }
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    throw this.unknownAnswer(request, parsed.error.issues.map((issue) => issue.path.join('.')).join(', '))
  }

  async text({
    method = 'GET',
    path,
    query,
    body,
    contentType,
    timeoutMs = 10_000,
    signal,
  }: KubeRequest): Promise<string> {
    signal.throwIfAborted()
    const deadline = new Deadline(signal, timeoutMs)
    let status: number
    let text: string
    try {
      const { headers, dispatcher } = await this.config.connection()
      const response = await fetchWithin(this.reach, this.url(path, query), {
        method,
        headers: { ...headers, accept: 'application/json', 'content-type': contentType ?? 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: deadline.signal,
        dispatcher,
      })
      status = response.status
      this.assertNoRedirect(status)
      text = await boundedText(response.body, this.server)
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof AppError ? error : (refusalIn(error) ?? connectionFailure(error, this.server))
    } finally {
      deadline.end()
    }
    if (status >= 200 && status < 300) return text
    throw answerFailure(status, text, `${method} ${path}`)
  }

  /**
   * The lines of an answer that goes on without end (a watch, a followed log). Ends when the server closes it. A line
   * must come at least every `silenceMs`, else the call ends as well: the connection may be dead without a word.
   */
  async *lines(request: EndlessRequest): AsyncGenerator<string> {
    const { path, query, signal, silenceMs, onOpen } = request
    signal.throwIfAborted()
    const deadline = new Deadline(signal, silenceMs)
    try {
      const { headers, dispatcher } = await this.config.connection()
      const response = await fetchWithin(this.reach, this.url(path, query), {
        headers: { ...headers, accept: 'application/json' },
        signal: deadline.signal,
        dispatcher,
      })
      this.assertNoRedirect(response.status)
      if (!response.ok) {
        throw answerFailure(response.status, await boundedText(response.body, this.server), `GET ${path}`)
      }
      onOpen()
      yield* boundedLines(response.body, this.server, () => deadline.extend())
    } catch (error) {
      signal.throwIfAborted()
      if (deadline.passed) return
      throw error instanceof AppError ? error : (refusalIn(error) ?? connectionFailure(error, this.server))
    } finally {
      // Whoever stops reading early leaves no open answer behind.
      deadline.end()
    }
  }

  close(): void {
    // Nothing is left to report to: every request that was under way has failed by then.
    this.config.close().catch(() => undefined)
  }

  /** No API server sends elsewhere; one that does would have the panel ask what it cannot reach itself. */
  private assertNoRedirect(status: number): void {
    if (status >= 300 && status < 400) throw clusterMisbehaves(this.server, 'sends the panel on to another address')
  }

  private unknownAnswer({ method = 'GET', path }: KubeRequest, why: string): AppError {
    return new AppError('cluster-answer-unknown', {
      message: `${method} ${path}: ${why}`,
      userMessage: `What answers at ${this.server.replace('https://', '')} does not speak like Kubernetes.`,
      details: { path, why },
    })
  }

  private url(path: string, query: KubeRequest['query'] = {}): URL {
    const url = new URL(this.server + path)
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    return url
  }
}
