import type { Reach } from '@/lib/core/address-policy'
import { type Clock, systemClock } from '@/lib/core/clock'
import type { RateLimits } from '@/lib/ports/rate-limits'

/** Whose token a call uses. */
export interface LinodeAccount {
  /** As people know it here, for sentences: "the token of Work". */
  readonly name: string
  /** Personal access token. Never logged, never in an error. */
  readonly token: string
  /** The user of the token: Linode counts calls by user, whichever token they come with. */
  readonly user: string
}

export interface RawRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/** As much of an HTTP answer as is read. */
export interface RawAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

/** All that a call to Linode needs. One account each; nothing of it is shared with another account. */
export interface LinodeConnection {
  readonly account: LinodeAccount
  /** Scheme, host and port; the path is the API's own. */
  readonly origin: string
  /** `panel` where the origin is a process of the panel's own, which practises. */
  readonly reach: Reach
  /** How a request is sent, where it does not go over a network at all. Default: through the panel's door. */
  readonly send?: (url: URL, request: RawRequest) => Promise<RawAnswer>
  readonly limits: RateLimits
  readonly clock: Clock
  /** 0 to 1, so that many workers do not come back at the same moment. */
  readonly random: () => number
  /** A signal that aborts when so much real time has passed. */
  readonly deadline: (timeoutMs: number) => AbortSignal
  /** How often a call is made that may be made twice. Default: as often as a run has patience for. */
  readonly attempts?: number
}

export const LINODE_ORIGIN = 'https://api.linode.com'

/** A connection to the real Linode. */
export function connectLinode(account: LinodeAccount, limits: RateLimits): LinodeConnection {
  return {
    account,
    origin: LINODE_ORIGIN,
    reach: 'network',
    limits,
    clock: systemClock,
    random: Math.random,
    deadline: (timeoutMs) => AbortSignal.timeout(timeoutMs),
  }
}
