import { createHash, randomBytes } from 'node:crypto'

/** A one-time token for a link: 192 random bits. Only `hashOf(token)` is stored. */
export const newLinkToken = (): string => randomBytes(24).toString('base64url')

/** Plain SHA-256 is enough for random bits: there is nothing to guess. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
