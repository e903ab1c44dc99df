/** `192.168.1.20`: four numbers up to 255, without leading zeros. */
export const isIpv4 = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text) &&
  text.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part)

/** `192.168.1.20/24`, an address that a machine in that network can have. */
export function isNetworkAddress(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  if (more.length > 0 || !isIpv4(address) || !/^([89]|[12]\d|30)$/.test(bits)) return false
  const size = 2 ** (32 - Number(bits))
  const within = ipv4Number(address) % size
  return within !== 0 && within !== size - 1
}

export const ipv4Number = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

export const ipv4Text = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')

/** The address so many places behind one, in its network; undefined beyond its end. Both with the length of the network. */
export function nextAddress(first: string, places: number): string | undefined {
  const [address = '', bits = ''] = first.split('/')
  const next = `${ipv4Text(ipv4Number(address) + places)}/${bits}`
  const network = (text: string) => Math.floor(ipv4Number(text) / 2 ** (32 - Number(bits)))
  return isNetworkAddress(next) && network(ipv4Text(ipv4Number(address) + places)) === network(address)
    ? next
    : undefined
}
