import { BlockList, isIP } from 'node:net'

/** An address, or a network as `10.0.0.0/8`: the forms that settings take. */
export function isNetwork(text: string): boolean {
  const { address, prefix } = split(text)
  const family = isIP(address)
  if (family === 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32))
}

/** The addresses and networks of a setting, to ask whether an address is among them. Each is one by `isNetwork`. */
export function networksOf(texts: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const text of texts) {
    const { address, prefix } = split(text)
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(prefix), family)
  }
  return networks
}

/** Whether an address lies in one of the networks; also an IPv4 address in IPv6's clothes, in brackets, or with a zone. */
export function isWithin(networks: BlockList, address: string): boolean {
  const bare = bareAddress(address)
  const family = isIP(bare)
  return family !== 0 && networks.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}

/** An address without IPv6's brackets and zone, and IPv4 without IPv6's clothes. */
export const bareAddress = (address: string): string =>
  address
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')

function split(text: string): { readonly address: string; readonly prefix: string | undefined } {
  const [address = '', prefix, ...more] = text.split('/')
  return { address, prefix: more.length > 0 ? 'too many' : prefix }
}
