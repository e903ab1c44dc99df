import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { parse } from 'yaml'
import { z } from 'zod'

const Kubeconfig = z.object({
  clusters: z.array(z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }) })),
  users: z.array(
    z.object({
      user: z.object({
        token: z.string().optional(),
        'client-certificate-data': z.string().optional(),
        'client-key-data': z.string().optional(),
      }),
    }),
  ),
})

export interface WireAnswer {
  readonly code: number
  /** Parsed JSON; the text where it is none. */
  readonly body: unknown
  readonly headers: IncomingMessage['headers']
}

export interface WireRequest {
  readonly body?: unknown
  readonly contentType?: string
  readonly accept?: string
  /** False: as a stranger. */
  readonly known?: boolean
}

/** Plain requests to an API server, with nothing of a client library between: what is on the wire is what is looked at. */
export class KubeWireClient {
  private readonly server: URL
  private readonly trust: { readonly ca: Buffer; readonly cert?: Buffer; readonly key?: Buffer }
  private readonly token: string | undefined

  constructor(kubeconfig: string) {
    const { clusters, users } = Kubeconfig.parse(parse(kubeconfig))
    const [{ cluster } = { cluster: { server: '', 'certificate-authority-data': '' } }] = clusters
    const [{ user } = { user: {} }] = users
    const { 'client-certificate-data': cert, 'client-key-data': key } = user
    this.server = new URL(cluster.server)
    this.token = user.token
    this.trust = {
      ca: Buffer.from(cluster['certificate-authority-data'], 'base64'),
      ...(cert === undefined ? {} : { cert: Buffer.from(cert, 'base64') }),
      ...(key === undefined ? {} : { key: Buffer.from(key, 'base64') }),
    }
  }

  async ask(method: string, address: string, request: WireRequest = {}): Promise<WireAnswer> {
    const response = await this.send(method, address, request)
    const chunks: Buffer[] = []
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const isJson = (response.headers['content-type'] ?? '').includes('json')
    return { code: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text, headers: response.headers }
  }

  /** Reads a watch until `enough` says so of the events so far. */
  async watch(address: string, enough: (events: readonly WatchEvent[]) => boolean): Promise<readonly WatchEvent[]> {
    const response = await this.send('GET', address, {})
    const events: WatchEvent[] = []
    let text = ''
    for await (const chunk of response as AsyncIterable<Buffer>) {
      text += chunk.toString()
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) events.push(Event.parse(JSON.parse(line)))
      if (enough(events)) break
    }
    response.destroy()
    return events
  }

  private send(method: string, address: string, request: WireRequest): Promise<IncomingMessage> {
    const { body, contentType = 'application/json', accept = 'application/json', known = true } = request
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const url = new URL(`${this.server.href.replace(/\/$/, '')}${address}`)
    const { ca, ...identity } = this.trust
    return new Promise((resolve, reject) => {
      const outgoing = httpsRequest(
        url,
        {
          method,
          agent: false,
          ca,
          ...(known ? identity : {}),
          headers: {
            accept,
            'user-agent': 'wire-test/1',
            ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
            ...(known && this.token !== undefined ? { authorization: `Bearer ${this.token}` } : {}),
          },
        },
        resolve,
      )
      outgoing.on('error', reject)
      outgoing.end(text)
    })
  }
}

const Event = z.object({ type: z.string(), object: z.record(z.string(), z.unknown()) })
export type WatchEvent = z.infer<typeof Event>
