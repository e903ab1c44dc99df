import { Agent, type RequestOptions, request } from 'node:https'
import { z } from 'zod'
import { AppError, notFound } from '@/lib/core/errors'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import type { KnownWorld } from '../world/find-world'
import type { CloudCall, WorldLine, WorldVerb } from '../world/world-routes'

export interface WorldLinkOptions {
  /** Where the world listens; undefined when there never was one. */
  readonly find: () => Promise<KnownWorld | undefined>
  /** `worldToken(…)` */
  readonly token: string
}

export interface AskOptions {
  readonly signal: AbortSignal
  readonly onLine?: (line: WorldLine) => void
}

const Failure = z.object({
  code: z.string(),
  message: z.string(),
  userMessage: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.json()),
})

/** How the panel's processes reach the process that simulates the practice machines. */
export class WorldLink {
  private readonly options: WorldLinkOptions
  private agent = new Agent({ keepAlive: true, maxSockets: 64 })
  private known: KnownWorld | undefined

  constructor(options: WorldLinkOptions) {
    this.options = options
  }

  /**
   * Asks the world something about a cluster. Throws the AppError that it answers with, `not-found`,
   * `practice-world-away` (retryable), and the signal's reason.
   */
  async ask(clusterId: string, verb: WorldVerb, body: unknown, options: AskOptions): Promise<unknown> {
    const once = () => this.askOnce(`clusters/${clusterId}/${verb}`, body, options)
    if (verb === 'operate') return once()
    // The first one after a restart may find a connection that died with the earlier worker. All of these may be
    // asked twice.
    return once().catch((error: unknown) => {
      if (options.signal.aborted || !(error instanceof AppError && error.code === AWAY)) throw error
      return once()
    })
  }

  /** One request to the simulated cloud of a person; not asked twice. Throws as `ask`. */
  callCloud(ownerId: string, call: z.input<typeof CloudCall>, signal: AbortSignal): Promise<unknown> {
    return this.askOnce(`clouds/${ownerId}`, call, { signal })
  }

  private async askOnce(place: string, body: unknown, { signal, onLine }: AskOptions): Promise<unknown> {
    signal.throwIfAborted()
    this.known ??= await this.options.find().catch((error: unknown) => {
      // Postgres is restarting: as good as away, and asked again as such.
      throw isConnectionLoss(error) ? worldAway('Postgres does not answer') : error
    })
    if (this.known === undefined) throw worldAway()
    const { url, authority } = this.known
    const target = {
      ...addressOf(url),
      path: `/world/${place}`,
      method: 'POST',
      ca: authority,
      agent: this.agent,
      headers: { authorization: `Bearer ${this.options.token}`, 'content-type': 'application/json' },
    }
    const last = await exchange(target, JSON.stringify(body), signal, onLine).catch((error: unknown) => {
      // It may have been started again elsewhere.
      this.known = undefined
      if (!signal.aborted) throw error
      throw isTimeout(signal.reason) ? worldAway('no answer in time') : signal.reason
    })
    if (last !== undefined && 'answer' in last) return last.answer
    if (last !== undefined && 'failure' in last) throw asAppError(last.failure)
    this.known = undefined
    throw worldAway()
  }

  close(): void {
    this.agent.destroy()
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 })
  }
}

/** The reason of `AbortSignal.timeout`. */
const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError'

function addressOf(url: string): Pick<RequestOptions, 'host' | 'port'> {
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port }
}

/** @returns the last line; undefined when the answer broke off */
function exchange(
  target: RequestOptions,
  body: string,
  signal: AbortSignal,
  onLine: ((line: WorldLine) => void) | undefined,
): Promise<WorldLine | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...target, signal }, (response) => {
      if (response.statusCode !== 200) {
        response.resume()
        reject(response.statusCode === 404 ? notFound('practice cluster') : worldAway(`status ${response.statusCode}`))
        return
      }
      let rest = ''
      let last: WorldLine | undefined
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const text of lines) {
          last = JSON.parse(text) as WorldLine // written by worldRoutes of the same version
          onLine?.(last)
        }
      })
      response.on('end', () => resolve(last))
      response.on('error', (error) => reject(worldAway(error.message)))
    })
    asking.on('error', (error) => reject(worldAway(error.message)))
    asking.end(body)
  })
}

function asAppError(failure: unknown): AppError {
  const { code, ...rest } = Failure.parse(failure)
  return new AppError(code, rest)
}

const AWAY = 'practice-world-away'

/** Between the death of the worker that simulates the machines and its next life. */
export const worldAway = (why = 'it does not run'): AppError =>
  new AppError(AWAY, {
    message: `the practice world is away: ${why}`,
    userMessage:
      'The practice machines are not there right now: their worker is being restarted. Try again in a moment.',
    retryable: true,
  })
