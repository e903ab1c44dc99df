import { env } from '@/lib/core/env'
import { PEER_HEADER } from '@/lib/core/peer-header'

/**
 * The network address that a request came from, as a key for counting. IPv6 counts by its /64: a single household
 * has that many. `x-forwarded-for` counts only behind the proxy that BUZZCRATE_URL speaks of, and then its last
 * entry, which that proxy wrote: whatever stands before it anybody can write.
 */
export function addressOf(headers: Headers): string {
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  const peer = headers.get(PEER_HEADER) ?? undefined
  const address = env().BUZZCRATE_URL === undefined ? (peer ?? forwarded) : (forwarded ?? peer)
  return normal(address ?? 'unknown')
}

function normal(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!bare.includes(':')) return bare.slice(0, 64)
  const [head = '', tail] = bare.split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length)
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest]
  const four = all.slice(0, 4).map((group) => (Number.parseInt(group, 16) || 0).toString(16))
  return `${four.join(':')}::/64`
}

/** Whether the browser speaks https to the panel, so that cookies can be `Secure`. */
export function isSecure(headers: Headers): boolean {
  if (headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https') return true
  const { BUZZCRATE_URL } = env()
  if (BUZZCRATE_URL === undefined || !BUZZCRATE_URL.startsWith('https:')) return false
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  return host === new URL(BUZZCRATE_URL).host
}
