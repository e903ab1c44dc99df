// Reads what people paste: one machine a line, in the forms that they have at hand. Runs in the browser too.

export interface ListedTarget {
  /** 1 for the first line. */
  readonly line: number
  readonly name: string
  /** Undefined for a board that has not started yet: only a table can say so. */
  readonly address: string | undefined
  readonly port: number
  /** As the line says; undefined where it says nothing. */
  readonly user: string | undefined
  /** What else a table says of it. */
  readonly board?: ListedBoard
}

export interface ListedBoard {
  readonly profile?: string
  readonly mac?: string
  readonly serial?: string
  readonly cost?: { readonly cents: number; readonly currency: string }
}

export interface LineProblem {
  readonly line: number
  readonly text: string
  readonly problem: string
}

export interface MachineList {
  readonly machines: readonly ListedTarget[]
  readonly problems: readonly LineProblem[]
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i
/** Of the machine itself, or of a directory: `DOM\\anna`, `anna@corp.lan`. */
const USER = /^(?:[a-z0-9_.-]{1,15}\\)?[a-z_][a-z0-9_.-]{0,31}(?:@[a-z0-9][a-z0-9.-]{0,252})?$/i
const IPV6 = /^[0-9a-f:.]{2,45}(%[a-z0-9_.-]{1,20})?$/i

/** `name` as a node's name in a cluster may be. */
export const isMachineName = (name: string): boolean => NAME.test(name)

export const isLoginUser = (user: string): boolean => USER.test(user)

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
}

const isIpv6 = (text: string): boolean => text.includes(':') && IPV6.test(text)

/** An address of IPv6 that means something on one cable only, and nothing to the other machines. */
const isLinkLocal = (text: string): boolean => /^fe[89ab][0-9a-f]:/i.test(text)

/** A name as DNS writes it may end in a dot; certificates and links have none. */
export const withoutLastDot = (address: string): string => address.replace(/\.$/, '')

/** An IP address or a host name, as one writes it after `ssh`. */
export function isAddress(text: string): boolean {
  if (isIpv4(text)) return true
  if (isIpv6(text)) return !isLinkLocal(text) && !text.includes('%')
  // Digits and dots that are no IPv4 address are a typing error, not a name.
  return HOST_NAME.test(text) && !/^[\d.]+$/.test(text)
}

/**
 * Forms of a line: `pi-01 192.168.1.21`, `192.168.1.21`, `pi@192.168.1.21:2222`, `pi-01 pi@host:2222`, `pi-01, host`,
 * `ssh pi@host -p 2222`, `[fd00::1]:22`, lines of /etc/hosts. Empty lines and what follows `#` are skipped. Every bad line is named.
 */
export function parseMachineList(text: string): MachineList {
  const machines: ListedTarget[] = []
  const problems: LineProblem[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.replace(/#.*$/, '').trim()
    if (content === '') continue
    if (OWN_LINE.test(content)) continue
    const line = index + 1
    const read = readLine(content)
    const problem = typeof read === 'string' ? read : twinProblem(read, machines)
    if (typeof read === 'string' || problem !== undefined)
      problems.push({ line, text: raw.trim(), problem: problem ?? '' })
    else machines.push({ line, ...read })
  }
  return { machines, problems }
}

/** What every /etc/hosts says of the machine that it is on. */
const OWN_LINE =
  /^(?:127\.\d+\.\d+\.\d+|::1|f[ef]0[0-9a-f]::[0-9a-f]*|255\.255\.255\.255)[ \t]+(?:localhost|ip6-|broadcasthost)/

type Target = Omit<ListedTarget, 'line'>

export function twinProblem(target: Target, before: readonly ListedTarget[]): string | undefined {
  const sameName = before.find((machine) => machine.name === target.name)
  if (sameName) return `The name ${target.name} stands in line ${sameName.line} already.`
  const { address, port } = target
  const sameAddress = before.find(
    (machine) => address !== undefined && machine.address === address && machine.port === port,
  )
  return sameAddress && `The address ${target.address} stands in line ${sameAddress.line} already.`
}

/** The machine, or what is wrong with the line. */
function readLine(content: string): Target | string {
  const words = content
    .replace(/^ssh\s+/, '')
    .split(/[\s,;]+/)
    .filter(Boolean)
  const flag = words.indexOf('-p')
  const flagPort = flag === -1 ? undefined : words.splice(flag, 2)[1]
  if (flag !== -1 && flagPort === undefined) return 'After -p there is no port.'
  const [first = '', second, ...rest] = words
  // In /etc/hosts other names of the same machine follow.
  const fromHosts = second !== undefined && (isIpv4(first) || isIpv6(first)) && words.slice(1).every(isHostName)
  if (rest.length > 0 && !fromHosts)
    return `“${rest.join(' ')}” is too much. Write a name and an address, as in “pi-01 192.168.1.21”.`
  // In /etc/hosts the address comes first: both orders are understood.
  const swapped = fromHosts || (second !== undefined && isAddressLike(first) && !isAddressLike(second))
  const [name, place] = second === undefined ? [undefined, first] : swapped ? [second, first] : [first, second]
  const target = readPlace(place, flagPort)
  if (typeof target === 'string') return target
  const written = fromHosts ? nameOf(withoutLastDot(name ?? '')) : name
  const wanted = (written ?? nameOf(target.address)).toLowerCase()
  if (!isMachineName(wanted)) return `“${wanted}” cannot be a machine's name: use letters, digits and hyphens.`
  return { name: wanted, ...target }
}

const isHostName = (word: string): boolean => HOST_NAME.test(word) && !/^[\d.]+$/.test(word)

const isAddressLike = (word: string): boolean =>
  /[@:]/.test(word) || isIpv4(word) || (word.includes('.') && isAddress(word))

/** A target as one writes it after `ssh`, or what is wrong with it. */
export function readPlace(
  place: string,
  flagPort?: string,
): (Omit<Target, 'name' | 'board'> & { readonly address: string }) | string {
  const at = place.lastIndexOf('@')
  const user = at === -1 ? undefined : place.slice(0, at)
  if (user !== undefined && !isLoginUser(user)) return `“${user}” is not a user name.`
  const host = place.slice(at + 1)
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(host)
  const plain = /^([^:]*)(?::(\d*))?$/.exec(host)
  const [address, portText] = bracketed
    ? [bracketed[1] ?? '', bracketed[2]]
    : plain
      ? [plain[1] ?? '', plain[2]]
      : [host, undefined]
  if (isLinkLocal(address)) {
    return `“${address}” is an address of one cable only (link-local): the other machines cannot use it. Give another one of the machine, see: ip -br addr`
  }
  if (!isAddress(address)) return address === '' ? 'The address is missing.' : `“${address}” is not an address.`
  const port = Number(flagPort ?? portText ?? 22)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return `“${flagPort ?? portText}” is not a port: use a number from 1 to 65535.`
  }
  return { address: withoutLastDot(address.toLowerCase()), port, user }
}

/** A name for a machine that has none: the first part of its host name, or its address. */
function nameOf(address: string): string {
  if (isIpv4(address)) return `node-${address.replaceAll('.', '-')}`
  if (isIpv6(address)) return `node-${address.replace(/[^0-9a-f]+/gi, '-').replace(/^-+|-+$/g, '')}`
  return address.split('.')[0] ?? address
}
