import { ipv4Number, ipv4Text, isIpv4 } from './ipv4'

/** First address and length of the networks that nobody owns (RFC 1918). */
const PRIVATE = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const
const LARGEST_BITS = 22

/** A private IPv4 network of at most 1,024 addresses, as `192.168.1.0/24`; any address of it will do. */
export function isScannable(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  if (more.length > 0 || !isIpv4(address) || !/^\d{1,2}$/.test(bits)) return false
  const length = Number(bits)
  return (
    length >= LARGEST_BITS &&
    length <= 30 &&
    PRIVATE.some(([first, own]) => {
      const size = 2 ** (32 - own)
      return Math.floor(ipv4Number(address) / size) === Math.floor(ipv4Number(first) / size)
    })
  )
}

/** All that a machine can have in it: without the network's own address and the broadcast. */
export function addressesOf(network: string): readonly string[] {
  const [address = '', bits = ''] = network.split('/')
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(ipv4Number(address) / size) * size
  return Array.from({ length: size - 2 }, (_, at) => ipv4Text(first + 1 + at))
}
