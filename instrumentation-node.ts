import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import { env } from '@/lib/core/env'
import { finishConnections } from '@/lib/core/finish-connections'
import { believedProxies, FORWARDED_HEADERS, visitorOf } from '@/lib/core/forwarded'
import { guardServer, serverLimits } from '@/lib/core/guard-server'
import { isWithin } from '@/lib/core/networks'
import { PEER_HEADER } from '@/lib/core/peer-header'
import { rationRequests } from '@/lib/core/ration-requests'
import { beginShutdown, shutdownSignal } from '@/lib/core/shutdown'
import { onSupervisorGone } from '@/lib/core/supervisor-gone'
import { isUpload } from '@/lib/core/upload-addresses'

const LAST_CALL_MS = 4_000

function end(reason: string): void {
  beginShutdown(reason)
  // Next exits by itself once the last response is finished; a client that never reads must not keep it alive.
  setTimeout(() => process.exit(0), LAST_CALL_MS).unref()
}

// The build loads this file too, and must not be held open by listeners.
if (process.env['NEXT_PHASE'] !== 'phase-production-build') {
  finishConnections(shutdownSignal())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(signal))
  // Nobody else will ever stop it.
  onSupervisorGone(() => process.kill(process.pid, 'SIGTERM'))
}

let proxies: ReturnType<typeof believedProxies> | undefined
/** Not while this module loads: the build loads it too, without settings. */
function trusted(): ReturnType<typeof believedProxies> {
  proxies ??= believedProxies(env().BUZZCRATE_TRUSTED_PROXIES, env().BUZZCRATE_URL !== undefined)
  return proxies
}

const isUploadRequest = ({ method, url }: IncomingMessage) => isUpload(method, url)

// Next makes the server, listens, and loads this file then; so the server is met at its first connection.
const guarded = new WeakSet<Server>()
subscribe('net.server.socket', (message) => {
  if (!(typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket))
    return
  const { socket } = message
  if (!('server' in socket && socket.server instanceof Server) || guarded.has(socket.server)) return
  guarded.add(socket.server)
  guardServer(socket.server, {
    limits: serverLimits,
    isUpload: isUploadRequest,
    mayAsk: rationRequests(isUploadRequest),
    isProxy: (address) => isWithin(trusted(), address),
    upgrades: process.env['NODE_ENV'] === 'development',
  })
})

// Who is really at the other end: Next passes on whatever a client writes about itself, and sign-in attempts are counted by
// address. Overwrites a value that came with the request.
subscribe('http.server.request.start', (message) => {
  if (!(typeof message === 'object' && message !== null && 'request' in message)) return
  const { request } = message
  if (!(request instanceof IncomingMessage)) return
  const { headers, socket } = request
  const forwardedFor = headers['x-forwarded-for']
  const { address, byProxy } = visitorOf(socket.remoteAddress ?? 'unknown', String(forwardedFor ?? ''), trusted())
  if (!byProxy) for (const name of FORWARDED_HEADERS) delete headers[name]
  headers[PEER_HEADER] = address
  // Next answers 500 to an address that is no UTF-8; it is the address of nothing.
  if (!isAddress(request.url ?? '/')) request.url = '/no-such-page'
})

function isAddress(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '')
    return true
  } catch {
    return false
  }
}
