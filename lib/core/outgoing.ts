import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import { Agent, type Dispatcher, fetch, ProxyAgent, type RequestInit, type Response } from 'undici'
import { assertWithin, lookupWithin, namesForbidden, type Reach } from './address-policy'
import { AppError } from './errors'
import { proxyFor } from './proxy-for'

// The door: every connection that the panel makes to somebody else begins here. A static check holds it
// (scripts/checks/outgoing.ts).

/** Connections to anywhere but this machine. */
const direct = new Agent({ connect: { lookup: lookupWithin('network') } })
const proxies = new Map<string, ProxyAgent>()
const MOST_REDIRECTS = 5

/**
 * The way to a server on the internet. A proxy is named by whoever runs the panel and may be on this very machine; it looks
 * names up itself, so that only a written address can be judged here.
 */
function elsewhere(url: URL): Dispatcher {
  const proxy = proxyFor(url)?.url.href
  if (proxy === undefined) return direct
  // Proxies give tunnels to HTTPS only, as a rule; plain HTTP they ask for themselves.
  const agent = proxies.get(proxy) ?? new ProxyAgent({ uri: proxy, proxyTunnel: false })
  proxies.set(proxy, agent)
  return agent
}

/**
 * Fetches a URL that an admin has named, and follows its redirects: each hop is checked like the first one, may not leave
 * HTTPS for HTTP, and leads to this machine only where the first URL did: whoever wrote it there has allowed it.
 * @throws AppError `address-refused`, `redirect-refused`, or what fetch throws
 */
export async function fetchFollowing(url: string, init: RequestInit = {}): Promise<Response> {
  const here = namesForbidden(url)
  let current = new URL(url)
  for (let hop = 0; ; hop += 1) {
    if (!here) assertWithin('network', current.hostname)
    const response = await fetch(current, {
      ...init,
      redirect: 'manual',
      ...(here ? {} : { dispatcher: elsewhere(current) }),
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    const next = URL.canParse(location, current) ? new URL(location, current) : undefined
    const allowed = current.protocol === 'https:' ? ['https:'] : ['https:', 'http:']
    if (hop >= MOST_REDIRECTS || next === undefined || !allowed.includes(next.protocol)) {
      throw new AppError('redirect-refused', {
        userMessage: `${current.host} sends on to ${next?.origin ?? 'no address'}, where BuzzCrate does not follow.`,
        details: { from: current.origin, to: next?.origin ?? null },
      })
    }
    current = next
  }
}

/**
 * Asks a server, over a pool of one's own whose connections look names up by `lookupWithin(reach)`, or the door's; follows
 * no redirect.
 * @throws AppError `address-refused`, or what fetch throws
 */
export async function fetchWithin(
  reach: Reach,
  url: URL,
  init: Omit<RequestInit, 'redirect' | 'dispatcher'> & { readonly dispatcher?: Dispatcher },
): Promise<Response> {
  assertWithin(reach, url.hostname)
  const { dispatcher = reach === 'network' ? elsewhere(url) : undefined, ...rest } = init
  return fetch(url, { ...rest, ...(dispatcher && { dispatcher }), redirect: 'manual' })
}

/**
 * Asks over plain HTTP with a connection of its own; follows no redirect.
 * @param options.host the name that is asked for at the address of the URL; default its own
 * @throws AppError `address-refused`; the request fails with it where a name leads to such an address
 */
export function getWithin(
  reach: Reach,
  url: string,
  { signal, host }: { readonly signal: AbortSignal; readonly host?: string | undefined },
  onAnswer: (response: IncomingMessage) => void,
): ClientRequest {
  assertWithin(reach, new URL(url).hostname)
  const headers = host === undefined ? {} : { host }
  return get(url, { agent: false, signal, lookup: lookupWithin(reach), headers }, onAnswer)
}

/**
 * A TCP connection to a machine.
 * @throws AppError `address-refused`; the socket fails with it where a name leads to such an address
 */
export function connectWithin(reach: Reach, options: TcpNetConnectOpts & { readonly host: string }): Socket {
  assertWithin(reach, options.host)
  return connect({ ...options, lookup: lookupWithin(reach) })
}
