import { isIP } from 'node:net'
import { AppError } from './errors'
import { bareAddress, isNetwork, isWithin, networksOf } from './networks'

type Environment = Readonly<Record<string, string | undefined>>

/** A proxy through which the panel's machine gets out. */
export interface OutgoingProxy {
  /** With the user's name and password, where it wants some: not for people's eyes. */
  readonly url: URL
  /** Where it was read: `HTTPS_PROXY`. */
  readonly variable: string
}

/**
 * The proxy that the environment names for a URL, by the variables that other programs read too: `HTTPS_PROXY`,
 * `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower case first. NO_PROXY holds names (with all that end in them),
 * addresses, networks such as 10.0.0.0/8, each with a port or without, or `*`.
 * @throws AppError `proxy-unusable` for a proxy that is no HTTP proxy's address
 */
export function proxyFor(url: URL, environment: Environment = process.env): OutgoingProxy | undefined {
  const own = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const found = firstOf(environment, [own, own.toUpperCase(), 'all_proxy', 'ALL_PROXY'])
  if (found === undefined || isLeftOut(url, firstOf(environment, ['no_proxy', 'NO_PROXY'])?.value ?? ''))
    return undefined
  const { name, value } = found
  const written = value.includes('://') ? value : `http://${value}`
  const proxy = URL.canParse(written) ? new URL(written) : undefined
  if (proxy !== undefined && /^https?:$/.test(proxy.protocol)) return { url: proxy, variable: name }
  throw new AppError('proxy-unusable', {
    userMessage: `${name} is set where the panel runs, but not to the address of an HTTP proxy like http://proxy.lan:3128. Correct it and start the panel again.`,
    details: { variable: name },
  })
}

function firstOf(environment: Environment, names: readonly string[]): { name: string; value: string } | undefined {
  const name = names.find((each) => (environment[each] ?? '').trim() !== '')
  return name === undefined ? undefined : { name, value: (environment[name] ?? '').trim() }
}

function isLeftOut(url: URL, noProxy: string): boolean {
  const host = bareAddress(url.hostname).toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      if (isNetwork(entry)) return isIP(host) !== 0 && isWithin(networksOf([entry]), host)
      const [, name = '', ofPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
      if (ofPort !== undefined && ofPort !== port) return false
      const ending = bareAddress(name.replace(/^\*?\./, ''))
      return host === ending || host.endsWith(`.${ending}`)
    })
}
