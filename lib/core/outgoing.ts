import dns from 'node:dns'
import net from 'node:net'
import { Agent, fetch, type RequestInit, type Response } from 'undici'
import { AppError } from './errors'

/**
 * Addresses that are nobody's machine but this one's, or a cloud's own services. The private ranges are not among them:
 * there people's boards are.
 */
const OWN = new net.BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  OWN.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  OWN.addSubnet(network, prefix, 'ipv6')
}

/** Whether an address is loopback, link-local, unspecified, multicast or broadcast; also in IPv6's clothes. */
export function isOwnAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = net.isIP(bare)
  return family !== 0 && OWN.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a URL names such an address by itself: whoever wrote it there has allowed it. */
export const namesOwnAddress = (url: string): boolean => {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || isOwnAddress(hostname)
}

/**
 * Looks a name up for a connection that is about to be made, and refuses what leads to this machine: so a name that
 * changes its address between a check and the connection (DNS rebinding) gains nothing.
 */
export const guardedLookup: net.LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) {
      callback(error ?? new Error(`no address of ${hostname}`), [])
      return
    }
    if (addresses.some(({ address }) => isOwnAddress(address))) callback(refused(hostname), [])
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

/**
 * Refuses a URL whose host is written as an address of this machine; names are looked at when they are looked up.
 * @throws AppError `address-refused`
 */
export function assertElsewhere(url: URL): void {
  if (isOwnAddress(url.hostname)) throw refused(url.hostname)
}

function refused(host: string): AppError {
  return new AppError('address-refused', {
    userMessage: `${host} leads back to the machine of the panel itself. The panel does not ask such addresses for others.`,
    details: { host },
  })
}

/** Connections to anywhere but this machine. */
const elsewhere = new Agent({ connect: { lookup: guardedLookup } })
const MOST_REDIRECTS = 5

/**
 * Fetches a URL that an admin has named, and follows its redirects: each hop is checked like the first one, may not leave
 * HTTPS for HTTP, and leads to this machine only where the first URL did.
 * @throws AppError `address-refused`, `redirect-refused`, or what fetch throws
 */
export async function fetchFollowing(url: string, init: RequestInit = {}): Promise<Response> {
  const here = namesOwnAddress(url)
  let current = new URL(url)
  for (let hop = 0; ; hop += 1) {
    if (!here) assertElsewhere(current)
    const response = await fetch(current, { ...init, redirect: 'manual', ...(here ? {} : { dispatcher: elsewhere }) })
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
