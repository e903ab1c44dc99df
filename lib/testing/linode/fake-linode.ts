import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CloudAnswer, CloudRequest } from '@/lib/providers/practice/cloud/cloud-exchange'
import type { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { type Broken, isLinodeFault, LINODE_FAULTS, type LinodeFaultName } from './linode-faults'

export interface FaultRule {
  readonly fault: LinodeFaultName
  /** Which requests; without it all. */
  readonly method?: string
  /** Of the path after the version. */
  readonly path?: RegExp
  readonly token?: string
  /** How often; then the API answers again. */
  readonly times: number
}

const MOST_REQUEST_BYTES = 1_000_000
/** An end for the endless all the same, in case that nobody hangs up. */
const MOST_ENDLESS_BYTES = 64 * 1024 * 1024

/** The practice cloud over HTTP, at `/v4` and `/v4beta` like Linode, with faults by their names. */
export class FakeLinode {
  readonly cloud: PracticeCloud
  private readonly server: Server
  private readonly rules: { readonly rule: FaultRule; left: number }[] = []
  private readonly brokenLabels = new Set<string>()
  private readonly waiters = new Map<string, Set<() => void>>()
  /** Requests so far, answered by the API or by a fault. */
  requests = 0

  constructor(cloud: PracticeCloud) {
    this.cloud = cloud
    this.server = createServer((request, response) => {
      this.take(request, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      )
    })
  }

  /** @param host an address of this machine */
  async listen(host = '127.0.0.1'): Promise<void> {
    this.server.listen(0, host)
    await once(this.server, 'listening')
  }

  /** Scheme, host and port. */
  get origin(): string {
    const { address, port } = this.server.address() as AddressInfo
    return `http://${address}:${port}`
  }

  async close(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }

  /** Breaks the next requests that a rule is about. */
  breakNext(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times })
  }

  /** Forgets all rules. */
  mend(): void {
    this.rules.length = 0
  }

  /**
   * A deadline for calls with this token that passes when a request of it is met with silence: nobody has to wait for
   * time that would only be waited for.
   */
  deadlineFor(token: string): () => AbortSignal {
    return () => {
      const controller = new AbortController()
      const waiters = this.waiters.get(token) ?? new Set()
      this.waiters.set(token, waiters)
      waiters.add(() => controller.abort(new DOMException('the deadline has passed', 'TimeoutError')))
      return controller.signal
    }
  }

  private async take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'http://fake')
    const [, path] = /^\/v4(?:beta)?(\/.*)$/.exec(url.pathname) ?? []
    if (path === undefined)
      return send(response, { status: 404, headers: {}, body: { errors: [{ reason: 'Not found' }] } })
    const filter = message.headers['x-filter']
    const request: CloudRequest = {
      method: message.method ?? 'GET',
      path,
      query: url.searchParams,
      filter: typeof filter === 'string' ? filter : undefined,
      token: /^Bearer (.+)$/.exec(message.headers.authorization ?? '')?.[1],
      body: await readRequest(message),
    }
    this.requests += 1
    const fault = this.faultOf(request)
    if (fault === undefined) return send(response, this.cloud.answer(request))
    const { broken, hasEffect } = LINODE_FAULTS[fault]
    if (hasEffect) this.cloud.answer(request)
    await this.sendBroken(request, response, broken)
  }

  private faultOf(request: CloudRequest): LinodeFaultName | undefined {
    const [, label, named] = /"label":"([^"]*-fault-([a-z0-9-]+))"/.exec(request.body) ?? []
    if (label !== undefined && named !== undefined && isLinodeFault(named) && !this.brokenLabels.has(label)) {
      this.brokenLabels.add(label)
      return named
    }
    const found = this.rules.find(
      ({ rule, left }) =>
        left > 0 &&
        (rule.method === undefined || rule.method === request.method) &&
        (rule.path === undefined || rule.path.test(request.path)) &&
        (rule.token === undefined || rule.token === request.token),
    )
    if (found === undefined) return undefined
    found.left -= 1
    return found.rule.fault
  }

  private async sendBroken(request: CloudRequest, response: ServerResponse, broken: Broken): Promise<void> {
    switch (broken.kind) {
      case 'answer':
        response.writeHead(broken.status, { 'content-type': broken.type, ...broken.headers })
        response.end(broken.body)
        return
      case 'reset':
        response.socket?.resetAndDestroy()
        return
      case 'silence': {
        if (broken.after !== undefined) await begin(response, broken.after)
        const waiters = this.waiters.get(request.token ?? '') ?? new Set()
        for (const pass of waiters) pass()
        waiters.clear()
        return
      }
      case 'endless':
        await sendEndlessly(response)
    }
  }
}

async function readRequest(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message) {
    bytes += chunk.length
    if (bytes > MOST_REQUEST_BYTES) throw new Error('the request is larger than Linode takes')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, headers, body }: CloudAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** Sends the beginning of an answer, and waits until it is on its way. */
async function begin(response: ServerResponse, text: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  await new Promise<void>((resolve) => {
    response.write(text, () => resolve())
  })
}

async function sendEndlessly(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"data":[')
  const chunk = `${'0,'.repeat(32_768)}`
  const gone = once(response, 'close')
  for (let bytes = 0; bytes < MOST_ENDLESS_BYTES && !response.destroyed; bytes += chunk.length) {
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), gone])
  }
  response.destroy()
}
