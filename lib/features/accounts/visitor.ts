import { addressKey } from '@/lib/core/address-key'
import { env } from '@/lib/core/env'
import { PEER_HEADER } from '@/lib/core/peer-header'

/**
 * The network address that a request came from, as a key for counting. Which of the headers that proxies write is believed
 * was decided when the request came in (instrumentation-node.ts).
 */
export const addressOf = (headers: Headers): string => addressKey(headers.get(PEER_HEADER) ?? 'unknown')

/** The same, as it is. */
export const addressSeen = (headers: Headers): string => headers.get(PEER_HEADER) ?? 'unknown'

/** Whether the browser speaks https to the panel, so that cookies can be `Secure`. */
export function isSecure(headers: Headers): boolean {
  if (headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https') return true
  const { BUZZCRATE_URL } = env()
  if (BUZZCRATE_URL === undefined || !BUZZCRATE_URL.startsWith('https:')) return false
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  return host === new URL(BUZZCRATE_URL).host
}
