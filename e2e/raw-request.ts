import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface RawRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Where the request comes from: any address of 127.0.0.0/8 is this machine's. */
  readonly localAddress?: string
  /** Connections to keep open for the next request. */
  readonly agent?: Agent
}

/** A request as no browser and no fetch would send it: any Host header, any path, from any loopback address. */
export function rawRequest(base: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(base)
  const { method = 'GET', headers = {}, body, localAddress, agent } = options
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
        agent: agent ?? new Agent({ maxSockets: 1 }),
        ...(localAddress === undefined ? {} : { localAddress }),
      },
      (response) => void answerOf(response).then(resolve, reject),
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

async function answerOf(response: IncomingMessage): Promise<RawAnswer> {
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}
