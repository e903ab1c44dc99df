import { isIPv4 } from 'node:net'
import { isWithin, networksOf } from '@/lib/core/networks'
import { addressOf } from '@/lib/features/accounts/visitor'

/** IPv4 that nobody outside reaches: private, shared, loopback, link-local, tests, multicast and reserved. */
const NOT_PUBLIC = networksOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
])

/** The visitor's IPv4 address as the panel sees it, if it is one that the internet knows them by. */
export function visitorAddress(headers: Headers): string | undefined {
  const address = addressOf(headers)
  return isIPv4(address) && !isWithin(NOT_PUBLIC, address) ? address : undefined
}
