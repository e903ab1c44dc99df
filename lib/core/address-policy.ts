import dns from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import { allowedAddresses } from './env'
import { AppError } from './errors'
import { bareAddress, isWithin, networksOf } from './networks'

/**
 * How far a connection of the panel may go. `network`: to other machines, never to the panel's own or to a cloud's metadata;
 * the private ranges are open, there people's boards are. `panel`: to its own processes too, for what they made themselves.
 */
export type Reach = 'network' | 'panel'

/**
 * Loopback, link-local, unspecified, multicast, reserved and broadcast: nobody's machine but this one's, or a cloud's own
 * services. The last two of IPv6 are IPv4 in other clothes than `::ffff:`, which BlockList knows.
 */
const NOBODYS = networksOf([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/96',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // AWS's metadata on IPv6.
  'fd00:ec2::254',
  '64:ff9b::7f00:0/104',
  '64:ff9b::a9fe:0/112',
  '2002:7f00::/24',
  '2002:a9fe::/32',
])

/** Addresses that the panel's machine has now: it may get others while it runs. */
function ownInterfaces(): BlockList {
  const own = new BlockList()
  for (const { address, family } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    own.addAddress(bareAddress(address), family === 'IPv6' ? 'ipv6' : 'ipv4')
  }
  return own
}

/** Whether an address is the panel's own machine or nobody's, and no admin has allowed it. Names are none. */
export function isForbidden(address: string, allowed = allowedAddresses()): boolean {
  if (isWithin(networksOf(allowed), address)) return false
  return isWithin(NOBODYS, address) || isWithin(ownInterfaces(), address)
}

/**
 * Refuses a host that is written as a forbidden address. Names are looked at when they are looked up, see `lookupWithin`.
 * @param host as in a URL or by itself; IPv6 also in brackets
 * @throws AppError `address-refused`
 */
export function assertWithin(reach: Reach, host: string): void {
  if (reach === 'network' && isForbidden(host)) throw refused(host)
}

/**
 * Looks a name up for a connection that is about to be made, and passes on the addresses only to which it may go: so a name
 * that changes its address between a check and the connection (DNS rebinding) gains nothing. A name of a board often has a
 * link-local address beside its usual one.
 */
export function lookupWithin(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, [])
        return
      }
      const addresses = reach === 'panel' ? found : found.filter(({ address }) => !isForbidden(address))
      const [first] = addresses
      if (first === undefined) callback(refused(hostname), [])
      else if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** The refusal behind a failed connection, where that was the reason: libraries wrap it. */
export function refusalIn(error: unknown): AppError | undefined {
  if (error instanceof AppError && error.code === REFUSED) return error
  if (error instanceof AggregateError) return error.errors.map(refusalIn).find((each) => each !== undefined)
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined
}

/** Whether a URL names a forbidden address by itself. */
export const namesForbidden = (url: string): boolean => {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || (isIP(bareAddress(hostname)) !== 0 && isForbidden(hostname))
}

const REFUSED = 'address-refused'

function refused(host: string): AppError {
  return new AppError(REFUSED, {
    userMessage:
      `${host} leads to the machine of the panel itself, or to no machine at all. BuzzCrate does not connect to such ` +
      'addresses for others. Whoever runs the panel can allow some: BUZZCRATE_ALLOWED_ADDRESSES in docs/running.md.',
    details: { host },
  })
}
