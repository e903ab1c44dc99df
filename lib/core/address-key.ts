import { bareAddress } from './networks'

/** A network address as a key for counting. IPv6 counts by its /64: a single household has that many. */
export function addressKey(address: string): string {
  const bare = bareAddress(address)
  if (!bare.includes(':')) return bare.slice(0, 64)
  const [head = '', tail] = bare.split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length)
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest]
  const four = all.slice(0, 4).map((group) => (Number.parseInt(group, 16) || 0).toString(16))
  return `${four.join(':')}::/64`
}
