/** A machine as somebody writes it: `pi@192.168.1.31:2222`. */
export interface MachineLine {
  readonly address: string
  readonly port: number | undefined
  readonly loginUser: string | undefined
}

export interface ParsedLines {
  readonly machines: readonly MachineLine[]
  /** What is wrong, by line number from 1. */
  readonly problems: readonly { readonly line: number; readonly text: string; readonly problem: LineProblem }[]
}

export type LineProblem = 'address' | 'port' | 'user' | 'twice'

const USER = /^[a-z_][a-z0-9_-]{0,31}$/
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i
const IPV6 = /^[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*(%[a-z0-9]+)?$/i

/**
 * Reads machines from text, one a line (or separated by commas or spaces): `address`, `user@address`,
 * `user@address:port`, `[ipv6]:port`. Empty lines and what follows a `#` do not count.
 */
export function parseMachineLines(text: string): ParsedLines {
  const machines: MachineLine[] = []
  const problems: { line: number; text: string; problem: LineProblem }[] = []
  const seen = new Set<string>()
  for (const [index, whole] of text.split('\n').entries()) {
    const words = (whole.split('#')[0] ?? '').split(/[\s,;]+/).filter((word) => word !== '')
    for (const word of words) {
      const parsed = parseMachine(word)
      if (typeof parsed === 'string') {
        problems.push({ line: index + 1, text: word, problem: parsed })
        continue
      }
      const key = `${parsed.address.toLowerCase()} ${parsed.port ?? 22}`
      if (seen.has(key)) problems.push({ line: index + 1, text: word, problem: 'twice' })
      else machines.push(parsed)
      seen.add(key)
    }
  }
  return { machines, problems }
}

function parseMachine(word: string): MachineLine | LineProblem {
  const bare = word.replace(/^ssh:\/\//i, '')
  const at = bare.lastIndexOf('@')
  const loginUser = at < 0 ? undefined : bare.slice(0, at)
  if (loginUser !== undefined && !USER.test(loginUser)) return 'user'
  const rest = bare.slice(at + 1)
  const [, bracketed, plain, portText] = /^(?:\[([^\]]*)\]|([^[\]]*?))(?::(\d+))?$/.exec(rest) ?? []
  if (IPV6.test(rest)) return { address: rest, port: undefined, loginUser }
  const address = bracketed ?? plain ?? ''
  const good = bracketed === undefined ? HOST.test(address) && !badIpv4(address) : IPV6.test(address)
  if (!good) return 'address'
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65_535)) return 'port'
  return { address, port, loginUser }
}

/** Looks like an IPv4 address but is none, such as 192.168.1.300. */
const badIpv4 = (address: string): boolean =>
  /^[\d.]+$/.test(address) && !/^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(address)
