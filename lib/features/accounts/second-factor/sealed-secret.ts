import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { seal, unseal } from '@/lib/vault/seal'

const key = () => derivedKey(env().BUZZCRATE_SECRET_KEY, 'second-factor')

/** Seals a TOTP secret, bound to its owner: moved to somebody else's row it does not open. */
export const sealTotpSecret = (secret: string, userId: string): string => seal(key(), secret, `totp\n${userId}`)

/** @throws AppError `second-factor-unreadable` when the installation's key is another one than it was */
export function openTotpSecret(sealed: string, userId: string): string {
  const secret = unseal(key(), sealed, `totp\n${userId}`)
  if (secret !== undefined) return secret
  throw new AppError('second-factor-unreadable', {
    userMessage:
      'The panel cannot read the secret of your authenticator app any more: its secret key was changed. Use a recovery code, or ask an admin to take your second factor away.',
  })
}
