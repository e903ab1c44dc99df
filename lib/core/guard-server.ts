import { IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { addressKey } from './address-key'
import { AppError, toFailure } from './errors'
import { IdleConnections } from './idle-connections'
import { stateLength } from './state-length'

export interface ServerLimits {
  /** Most bytes of a request's body. */
  readonly bodyBytes: number
  /** How long a body may take. */
  readonly bodyMs: number
  /** How long a file that is uploaded may stand still; it may be of any size. */
  readonly uploadSilenceMs: number
  /** How long the head of a request may take. */
  readonly headMs: number
  readonly connections: number
  /** Above so many in all, those that have waited longest for a request are closed: browsers open new ones at need. */
  readonly idleConnections: number
  /** None of them is closed sooner after its latest request. */
  readonly leastIdleMs: number
  /** Of them by one address, or one /64 of IPv6. */
  readonly connectionsByAddress: number
  /** How long somebody whose body is not taken may still read the answer. */
  readonly lastWordsMs: number
}

/** A form has at most 1 MB (lib/http/request.ts says so in words). A whole school behind one address has some hundred browsers. */
export const serverLimits: ServerLimits = {
  bodyBytes: 1_100_000,
  bodyMs: 30_000,
  uploadSilenceMs: 60_000,
  headMs: 15_000,
  connections: 6_000,
  idleConnections: 2_000,
  leastIdleMs: 1_000,
  connectionsByAddress: 1_000,
  lastWordsMs: 1_000,
}

export interface GuardOptions {
  readonly limits: ServerLimits
  readonly isUpload: (request: IncomingMessage) => boolean
  /** Whether somebody has not asked for too much already. */
  readonly mayAsk: (request: IncomingMessage) => boolean
  /** A proxy has everybody's connections. */
  readonly isProxy: (address: string) => boolean
  /** Whether the server takes WebSockets: the development server tells of changes by one. */
  readonly upgrades: boolean
}

/**
 * Bounds what anybody may send to a server, before anything else sees it: bytes and time of bodies, time of heads, number of
 * connections. (Node by itself bounds the bytes of heads, at 16 kB.) What is too large or slow is answered where that is still
 * possible, read no further, and its connection closed.
 */
export function guardServer(server: Server, options: GuardOptions): void {
  const { limits } = options
  server.headersTimeout = limits.headMs
  // It would end uploads that go on well; the guard has a deadline for everything else.
  server.requestTimeout = 0
  server.maxConnections = limits.connections
  const idle = new IdleConnections(limits.leastIdleMs)
  boundConnections(server, idle, options)
  for (const event of ['request', 'checkContinue'] as const) {
    const handlers = server.listeners(event)
    // Without a handler of its own Node answers 100 by itself, and goes on with `request`.
    if (handlers.length === 0) continue
    server.removeAllListeners(event)
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      idle.notIdle(request.socket)
      response.once('close', () => idle.fellIdle(request.socket))
      if (!admit(request, response, options)) return
      stateLength(response)
      for (const handler of handlers) Reflect.apply(handler, server, [request, response])
    })
  }
}

function boundConnections(server: Server, idle: IdleConnections, { limits, isProxy, upgrades }: GuardOptions): void {
  const open = new Map<string, number>()
  let all = 0
  server.on('connection', (socket: Socket) => {
    // Node hands a connection whose request asks for another protocol to such a listener, and has no deadline for it any more;
    // Next's keeps those that it has no use for. Without one the request is answered like any other.
    if (!upgrades) server.removeAllListeners('upgrade')
    all += 1
    idle.fellIdle(socket)
    socket.once('close', () => {
      all -= 1
      idle.notIdle(socket)
    })
    if (all > limits.idleConnections) idle.closeLongest(all - limits.idleConnections)
    const { remoteAddress } = socket
    if (remoteAddress === undefined || isProxy(remoteAddress)) return
    const key = addressKey(remoteAddress)
    const count = (open.get(key) ?? 0) + 1
    if (count > limits.connectionsByAddress) {
      socket.destroy()
      return
    }
    open.set(key, count)
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    })
  })
}

/** Whether the request may go on to be handled; its body is watched from here on. */
function admit(request: IncomingMessage, response: ServerResponse, options: GuardOptions): boolean {
  const { 'content-length': declared, 'transfer-encoding': chunked } = request.headers
  const mayAsk = options.mayAsk(request)
  if (!mayAsk) response.setHeader('retry-after', 1)
  if (chunked === undefined && !(Number(declared) > 0)) {
    if (!mayAsk) answer(request, response, 429, tooOften())
    return mayAsk
  }
  const { limits } = options
  // Whoever is answered before all was sent, is not listened to any more.
  response.once('finish', () => {
    if (request.complete) return
    const timer = setTimeout(() => {
      if (!request.complete) request.socket.destroy()
    }, limits.lastWordsMs)
    request.socket.once('close', () => clearTimeout(timer))
  })
  const refuse = (status: number, error: AppError) => {
    request.push = () => false
    answer(request, response, status, error)
  }
  if (!mayAsk) {
    refuse(429, tooOften())
    return false
  }
  if (options.isUpload(request)) {
    watchSilence(request, limits)
    return true
  }
  if (Number(declared) > limits.bodyBytes) {
    refuse(413, tooLarge())
    return false
  }
  countBytes(request, limits, () => refuse(413, tooLarge()))
  const timer = setTimeout(() => {
    if (!request.complete) refuse(408, tooSlow())
  }, limits.bodyMs)
  for (const event of ['end', 'close'] as const) request.once(event, () => clearTimeout(timer))
  return true
}

/** Each piece of a body costs as much work as so many bytes do: whoever sends single bytes must not get a million of them. */
const LEAST_OF_A_PIECE_BYTES = 256

/** Node hands each piece of a body to `push`, as it comes from the network. */
function countBytes(request: IncomingMessage, limits: ServerLimits, onTooMany: () => void): void {
  let bytes = 0
  request.push = (piece, encoding) => {
    if (Buffer.isBuffer(piece)) bytes += Math.max(piece.byteLength, LEAST_OF_A_PIECE_BYTES)
    if (bytes <= limits.bodyBytes) return IncomingMessage.prototype.push.call(request, piece, encoding)
    onTooMany()
    return false
  }
}

function watchSilence(request: IncomingMessage, limits: ServerLimits): void {
  const timer = setTimeout(() => request.socket.destroy(), limits.uploadSilenceMs)
  request.push = (piece, encoding) => {
    timer.refresh()
    return IncomingMessage.prototype.push.call(request, piece, encoding)
  }
  for (const event of ['end', 'close'] as const) request.once(event, () => clearTimeout(timer))
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, error: AppError): void {
  if (response.headersSent) {
    request.socket.destroy()
    return
  }
  const body = JSON.stringify({ error: toFailure(error) })
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body)
}

const tooLarge = (): AppError =>
  new AppError('too-large', { userMessage: 'The request is larger than 1 MB: it was read no further.' })

const tooOften = (): AppError =>
  new AppError('too-many-requests', {
    userMessage: 'So many requests came from here that the panel takes a breath. Try again in a moment.',
    retryable: true,
    details: { waitMs: 1_000 },
  })

const tooSlow = (): AppError =>
  new AppError('too-slow', {
    userMessage: 'The request took too long to come in. Try again when the network is better.',
    retryable: true,
  })
