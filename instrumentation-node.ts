import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'
import { finishConnections } from '@/lib/core/finish-connections'
import { PEER_HEADER } from '@/lib/core/peer-header'
import { beginShutdown, shutdownSignal } from '@/lib/core/shutdown'
import { onSupervisorGone } from '@/lib/core/supervisor-gone'

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

// Who is really at the other end: Next passes on whatever `x-forwarded-for` a client writes, and sign-in attempts are
// counted by address. Overwrites a value that came with the request.
subscribe('http.server.request.start', (message) => {
  if (!(typeof message === 'object' && message !== null && 'request' in message)) return
  const { request } = message
  if (!(request instanceof IncomingMessage)) return
  request.headers[PEER_HEADER] = request.socket.remoteAddress ?? 'unknown'
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
