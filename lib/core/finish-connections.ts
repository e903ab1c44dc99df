import { subscribe } from 'node:diagnostics_channel'
import { Server, ServerResponse } from 'node:http'

/**
 * Lets this process's HTTP servers close as soon as the last answer is out, once `signal` is aborted. A closed server
 * alone waits for connections that clients keep open for their next request, and goes on to answer them.
 * Call once a process, before the first request.
 */
export function finishConnections(signal: AbortSignal): void {
  const servers = new Set<Server>()
  let answering = 0

  const closeWhenIdle = () => {
    if (!signal.aborted || answering > 0) return
    for (const server of servers) if (!server.listening) server.closeAllConnections()
  }

  subscribe('http.server.request.start', (message) => {
    if (!(typeof message === 'object' && message !== null && 'response' in message && 'server' in message)) return
    const { response, server } = message
    if (!(response instanceof ServerResponse && server instanceof Server)) return
    servers.add(server)
    answering += 1
    response.once('close', () => {
      answering -= 1
      setImmediate(closeWhenIdle)
    })
    // The client's next request is for whoever comes after this process.
    if (signal.aborted) response.shouldKeepAlive = false
  })
  // Whoever closes the servers does so at the same signal; this looks after that.
  signal.addEventListener('abort', () => setImmediate(closeWhenIdle), { once: true })
}
