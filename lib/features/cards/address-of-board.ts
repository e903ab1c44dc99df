import { isForbidden } from '@/lib/core/address-policy'
import { bareAddress } from '@/lib/core/networks'

/**
 * Where a board is reached: the address that its report came from, when it has that itself; else (a proxy or a router stands
 * in between) the first of its own that the panel may connect to. Undefined when there is none.
 * @param own as the board says, the one of its default route first
 * @param seen where the report came from
 */
export function addressOfBoard(own: readonly string[], seen: string): string | undefined {
  const peer = bareAddress(seen)
  const possible = own.map(bareAddress).filter((address) => !isForbidden(address))
  return possible.includes(peer) ? peer : possible[0]
}
