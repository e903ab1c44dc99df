import type { IncomingMessage, ServerResponse } from 'node:http'
import { echoPage, pageFile } from './go-echo-files'

/** Where this copy runs. */
export interface EchoPlace {
  readonly pod: string
  readonly node: string
}

/** What it says of itself. */
export interface EchoAbout extends EchoPlace {
  readonly architecture: string
  readonly version: string
}

/**
 * Answers a request as demos/go-echo does, word for word.
 * @returns the line that it writes to its log; undefined where it writes none
 */
export function answerAsGoEcho(
  about: EchoAbout,
  request: IncomingMessage,
  response: ServerResponse,
  now: number,
): string | undefined {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'x-pod': about.pod,
    'x-node': about.node,
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end('Method Not Allowed\n')
    return undefined
  }
  const file = pageFile(path)
  if (path === '/healthz' || path === '/json' || file !== undefined) {
    const { version, architecture, pod, node } = about
    const json = { 'content-type': 'application/json', connection: 'close' }
    const type = path === '/json' ? json : { 'content-type': file?.type ?? headers['content-type'] }
    const body = path === '/json' ? `${JSON.stringify({ version, architecture, pod, node })}\n` : 'ok\n'
    response.writeHead(200, { ...headers, ...type }).end(file?.text ?? body)
    return undefined
  }
  if (query !== '') response.writeHead(200, headers).end(Buffer.concat([readable(query), Buffer.from('\n')]))
  else {
    const html = request.headers.accept?.includes('text/html') === true
    const type = html ? { 'content-type': 'text/html; charset=utf-8' } : {}
    const host = request.headers.host ?? ''
    response.writeHead(200, { ...headers, ...type, connection: 'close', vary: 'Accept' })
    response.end(html ? echoPage(about, host) : greeting(about, host))
  }
  const { remoteAddress = '', remotePort = 0 } = request.socket
  return logLine(now, 'request', { path, query, from: `${remoteAddress}:${remotePort}`, tookMs: 0.1 })
}

/** What it logs when it starts. */
export const goEchoStarts = ({ pod, node }: EchoPlace, now: number): string =>
  logLine(now, 'go-echo listens', { address: '[::]:8080', pod, node })

const greeting = ({ pod, node, architecture, version }: EchoAbout, host: string): string =>
  `go-echo ${version} is running.\n\npod   ${pod}\nnode  ${node}\narch  ${architecture}\n\nIt answers with what you ask: http://${host}/?hello\n`

/** As Go's url.QueryUnescape: what is not valid percent-encoding is given back as it came. */
function readable(query: string): Buffer {
  if (/%(?![0-9a-f]{2})/i.test(query)) return Buffer.from(query)
  const parts = query.replaceAll('+', ' ').split(/(%[0-9a-f]{2})/i)
  return Buffer.concat(
    parts.map((part) => (part.startsWith('%') ? Buffer.from([Number.parseInt(part.slice(1), 16)]) : Buffer.from(part))),
  )
}

const logLine = (now: number, message: string, fields: Readonly<Record<string, string | number>>): string =>
  JSON.stringify({ time: new Date(now).toISOString(), level: 'INFO', msg: message, ...fields })
