import { type BlockList, isIP } from 'node:net'
import { bareAddress, isWithin, networksOf } from './networks'

/** What a proxy in front of the panel tells of the browser's request. Anybody can write these. */
export const FORWARDED_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
] as const

/** Addresses that a proxy has which runs on the panel's own machine. */
export const LOOPBACK = ['127.0.0.0/8', '::1'] as const

export interface Visitor {
  readonly address: string
  /** Whether what the request says of itself in the headers above may be believed. */
  readonly byProxy: boolean
}

/**
 * Who sent a request: its network peer, or whom a proxy that is believed names. Each proxy adds its own peer at the right end
 * of `x-forwarded-for`, so the first entry from the right that is no such proxy is the visitor: whatever stands further left,
 * anybody can have written.
 */
export function visitorOf(peer: string, forwardedFor: string | undefined, proxies: BlockList): Visitor {
  if (!isWithin(proxies, peer)) return { address: peer, byProxy: false }
  let address = peer
  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    const named = withoutPort(hop.trim())
    // A proxy writes addresses; with anything else the list ends here.
    if (isIP(bareAddress(named)) === 0) break
    address = named
    if (!isWithin(proxies, named)) break
  }
  return { address, byProxy: true }
}

/** Proxies that are believed: those of the setting, else the ones on this machine once the panel has a name of its own. */
export const believedProxies = (named: readonly string[] | undefined, hasOwnUrl: boolean): BlockList =>
  networksOf(named ?? (hasOwnUrl ? LOOPBACK : []))

/** Some proxies write `1.2.3.4:5678` and `[2001:db8::1]:5678`. */
const withoutPort = (text: string): string =>
  /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/.exec(text)?.slice(1).find(Boolean) ?? text
