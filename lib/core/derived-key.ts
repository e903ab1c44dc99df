import { hkdfSync } from 'node:crypto'

/** What a key derived from the installation's one secret key is for. */
export type KeyPurpose =
  | 'sessions'
  | 'vault'
  | 'terminal-tickets'
  | 'setup-link'
  | 'practice'
  | 'second-factor'
  | 'classes'

/**
 * A 32-byte key for one purpose, derived (HKDF-SHA256) from BUZZCRATE_SECRET_KEY, so that one secret is enough to
 * keep and to back up, and no part of the program can use another's key.
 */
export function derivedKey(secretKey: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'base64url'), '', `buzzcrate/${purpose}`, 32))
}
