import { createHash, randomBytes } from 'node:crypto'

/** A new secret for joining: 128 bits, hexadecimal, so that it needs no quoting anywhere. */
export const newJoinSecret = (): string => randomBytes(16).toString('hex')

/**
 * k3s's hash of a cluster's CA: sha256 of the PEM file as it is stored, which is also what `/cacerts` answers with.
 * @param pem the bytes as they are, line ends included
 */
export const caHash = (pem: string): string => createHash('sha256').update(pem).digest('hex')

/**
 * The secure form of a join token. With the hash in it, a machine sends its secret only to the server that it belongs to.
 * `node` may join agents and nothing else; `server` is as good as an administrator of the cluster.
 */
export const secureToken = (hash: string, user: 'node' | 'server', secret: string): string =>
  `K10${hash}::${user}:${secret}`

export interface TokenParts {
  readonly caHash: string
  readonly user: string
  readonly secret: string
}

/** The parts of a secure token; undefined for a short one, or for what is none. */
export function parseToken(token: string): TokenParts | undefined {
  const match = /^K10([0-9a-f]{64})::([^:]+):(.+)$/.exec(token.trim())
  const [, hash, user, secret] = match ?? []
  return hash === undefined || user === undefined || secret === undefined ? undefined : { caHash: hash, user, secret }
}
