import { type GlobalGrants, getGrants, getTokenHolder } from './account'
import type { LinodeConnection } from './connection'

type Level = 'read_only' | 'read_write'

/** The least that a token must be allowed, as Cloud Manager names the rows of its table. */
export const LEAST_SCOPES = {
  linodes: { level: 'read_write', row: 'Linodes', why: 'makes and deletes the machines' },
  nodebalancers: { level: 'read_write', row: 'NodeBalancers', why: 'the cluster makes its public addresses with it' },
  firewall: { level: 'read_write', row: 'Firewalls', why: 'makes the firewall of the cluster' },
  vpc: { level: 'read_write', row: 'VPCs', why: 'makes the private network, in accounts without private addresses' },
  ips: { level: 'read_write', row: 'IPs', why: 'the cloud controller of the cluster asks for addresses' },
  volumes: { level: 'read_write', row: 'Volumes', why: 'finds and deletes volumes that a cluster leaves' },
  events: { level: 'read_only', row: 'Events', why: 'follows what Linode does' },
  images: { level: 'read_only', row: 'Images', why: 'shows what a machine can start from' },
  account: { level: 'read_only', row: 'Account', why: 'sees which kind of private network the account has' },
} as const satisfies Readonly<Record<string, { readonly level: Level; readonly row: string; readonly why: string }>>

const GRANTS = {
  add_linodes: 'create Linodes',
  add_nodebalancers: 'create NodeBalancers',
  add_firewalls: 'create Firewalls',
  add_vpcs: 'create VPCs',
  add_volumes: 'create Volumes',
} as const satisfies Partial<Record<keyof GlobalGrants, string>>

const LEVELS = { read_only: 'Read Only', read_write: 'Read/Write' } as const satisfies Readonly<Record<Level, string>>

export interface TokenCheck {
  /** The user of the token; the limits of calls are counted for it. */
  readonly username: string
  /** What is missing, a sentence each; none when the token is enough. */
  readonly missing: readonly string[]
  /** Linode did not say what the token may do: nothing is known to be missing, and nothing to be there. */
  readonly silent: boolean
}

/**
 * Looks whether a token may do all that a cluster needs, before anything is made with it.
 * @throws AppError of `faults.ts`: `linode-token-refused` for one that Linode does not know
 */
export async function checkToken(linode: LinodeConnection, signal: AbortSignal): Promise<TokenCheck> {
  const { username, restricted, scopes } = await getTokenHolder(linode, signal)
  if (scopes === undefined) {
    const missing = ['Linode did not say what the token may do. Check it again in some minutes.']
    return { username, missing, silent: true }
  }
  const missing = Object.entries(LEAST_SCOPES)
    .filter(([scope, { level }]) => !allows(scopes, scope, level))
    .map(([, { row, level, why }]) => `${row}: ${LEVELS[level]} is missing. BuzzCrate ${wanted(why)}.`)
  const grants = restricted ? await getGrants(linode, signal) : undefined
  const forbidden = Object.entries(GRANTS)
    .filter(([grant]) => grants !== undefined && new Map(Object.entries(grants)).get(grant) !== true)
    .map(([, what]) => `The user ${username} may not ${what}: an administrator of the Linode account can allow it.`)
  return { username, missing: [...missing, ...forbidden], silent: false }
}

const wanted = (why: string) => (why.startsWith('the ') ? `needs it because ${why}` : `${why} with it`)

const allows = (scopes: readonly string[], scope: string, level: Level): boolean =>
  scopes.includes('*') ||
  scopes.includes(`${scope}:*`) ||
  scopes.includes(`${scope}:read_write`) ||
  (level === 'read_only' && scopes.includes(`${scope}:read_only`))
