import type { IncomingMessage } from 'node:http'
import { addressKey } from './address-key'
import { PEER_HEADER } from './peer-header'
import { type RequestAllowance, RequestBudget } from './request-budget'

/** A tab that is busy makes some ten requests a second, for a moment. */
const A_SESSION: RequestAllowance = { perSecond: 60, atOnce: 200 }
/** A whole school may stand behind one address. */
const AN_ADDRESS: RequestAllowance = { perSecond: 600, atOnce: 3_000 }

/** What a live stream costs: it reads all that is on the screen. */
const STREAM_COST = 5
/** Reading and checking so many bytes of a form costs as much as a request without one. */
const BYTES_OF_ONE = 20_000

/** Files of the build, which cost next to nothing. */
const isFile = (url: string): boolean => url.startsWith('/_next/static/')

function costOf({ url = '/', headers }: IncomingMessage, isUpload: boolean): number {
  if (isFile(url)) return 0
  if (url.startsWith('/api/live')) return STREAM_COST
  const bytes = isUpload ? 0 : Number(headers['content-length'] ?? 0)
  return 1 + Math.min(50, bytes > 0 ? Math.floor(bytes / BYTES_OF_ONE) : 0)
}

/** Not whether it is anybody's: that would take a look into the database, which is what is rationed here. */
const sessionOf = (cookie: string | undefined): string | undefined =>
  /(?:^|;\s*)(?:__Secure-)?buzz\.session_token=([^;]{1,200})/.exec(cookie ?? '')?.[1]

/**
 * Says whether a request may be handled now. Each browser session has its share, and all of one address together have a
 * larger one, since whoever has no session can make any number up.
 * @param isUpload files come in pieces and are bounded elsewhere
 */
export function rationRequests(isUpload: (request: IncomingMessage) => boolean): (request: IncomingMessage) => boolean {
  const sessions = new RequestBudget(A_SESSION)
  const addresses = new RequestBudget(AN_ADDRESS)
  return (request) => {
    const cost = costOf(request, isUpload(request))
    const address = addressKey(String(request.headers[PEER_HEADER] ?? request.socket.remoteAddress ?? ''))
    if (!addresses.take(address, cost)) return false
    const session = sessionOf(request.headers.cookie)
    return session === undefined || sessions.take(session, cost)
  }
}
