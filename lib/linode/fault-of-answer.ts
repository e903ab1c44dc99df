import { z } from 'zod'
import type { AppError } from '@/lib/core/errors'
import { type LinodeFault, linodeFault } from './faults'

/** `{"errors":[{"reason":"…","field":"…"}]}`; recorded with one entry, documented with several. */
const Errors = z.object({
  errors: z.array(z.object({ reason: z.string(), field: z.string().optional() })).min(1),
})
export type LinodeReason = z.infer<typeof Errors>['errors'][number]

export interface RefusedAnswer {
  readonly status: number
  readonly body: string
  readonly header: (name: string) => string | null
}

/** What 400 means, by its words: Linode has no codes. The first that fits. */
const REASONS: readonly (readonly [RegExp, LinodeFault])[] = [
  [/^linode busy\.?$/i, 'linode-busy'],
  [/must be unique|already (?:exists|in use|taken)/i, 'linode-label-taken'],
  [/reached .*limit|limit .*(?:reached|exceeded)|exceeded .*limit/i, 'linode-account-limit'],
]

const STATUSES: Readonly<Record<number, LinodeFault>> = {
  401: 'linode-token-refused',
  403: 'linode-permission-missing',
  404: 'linode-not-found',
  408: 'linode-unavailable',
  429: 'linode-rate-limited',
}

const SHORTEST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
const MOST_WORDS = 300

/** The one failure that an answer other than 2xx means. */
export function faultOfAnswer(account: string, { status, body, header }: RefusedAnswer): AppError {
  const reasons = reasonsIn(body)
  const options = {
    ...(reasons.length === 0 ? {} : { says: wordsOf(reasons) }),
    details: { status, ...(reasons[0]?.field === undefined ? {} : { field: reasons[0].field }) },
  }
  if (status >= 300 && status < 400) return linodeFault('linode-redirected', account, { details: { status } })
  if (status === 429) {
    const pauseMs = pauseOf(header('retry-after'))
    return linodeFault('linode-rate-limited', account, { details: { status, pauseMs } })
  }
  if (
    status === 403 ||
    (status === 401 && reasons.some(({ reason }) => /scope|not authorized|permission/i.test(reason)))
  ) {
    const accepted = header('x-accepted-oauth-scopes')
    return linodeFault('linode-permission-missing', account, {
      ...(accepted === null || accepted === '*' ? options : { says: `needed is ${accepted.slice(0, MOST_WORDS)}` }),
      details: options.details,
    })
  }
  // A gateway of Linode's answers 400 with a page for what it could not pass on.
  if (status >= 500 || status === 408 || reasons.length === 0) {
    const code = STATUSES[status] ?? (status >= 500 || status === 400 ? 'linode-unavailable' : 'linode-request-refused')
    return linodeFault(code, account, { details: { status } })
  }
  return linodeFault(STATUSES[status] ?? faultOfReasons(reasons), account, options)
}

/** The failure of a request that was refused with these words, by Linode or by its library before it was sent. */
export const faultOfReasons = (reasons: readonly LinodeReason[]): LinodeFault =>
  REASONS.find(([words]) => reasons.some(({ reason }) => words.test(reason)))?.[1] ?? 'linode-request-refused'

/** One sentence of the reasons, bounded: they come from somebody else. */
export const wordsOf = (reasons: readonly LinodeReason[]): string =>
  reasons
    .map(({ reason, field }) => (field === undefined ? reason : `${field}: ${reason}`))
    .join('; ')
    .slice(0, MOST_WORDS)

function reasonsIn(body: string): readonly LinodeReason[] {
  try {
    return Errors.safeParse(JSON.parse(body)).data?.errors ?? []
  } catch {
    // A page of a gateway: the status says enough.
    return []
  }
}

/** Seconds of a Retry-After as milliseconds, within bounds: it has been seen negative. */
function pauseOf(header: string | null): number {
  const ms = Number(header ?? Number.NaN) * 1_000
  return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, ms)) : 15_000
}
