import { createHash, randomBytes } from 'node:crypto'

/** A token for a card or an address without a session: 256 random bits, 43 characters of base64url. */
export const newCardToken = (): string => randomBytes(32).toString('base64url')

/** Of a token, hex: all that is stored. Random bits need no slow hash, there is nothing to guess. */
export const cardTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

export const isCardToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)
