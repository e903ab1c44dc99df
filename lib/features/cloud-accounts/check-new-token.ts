import { AppError } from '@/lib/core/errors'
import { checkToken, type TokenCheck } from '@/lib/linode/check-token'
import { askInTurn } from './ask-in-turn'

/**
 * Asks Linode about a token that is about to be kept.
 * @param name of the account, for sentences
 * @returns what it said; something is missing only where it could not say
 * @throws AppError `cloud-token-lacks` that names each missing permission, `too-many-requests`, or of lib/linode/faults.ts
 */
export async function checkNewToken(userId: string, name: string, token: string): Promise<TokenCheck> {
  // Whose token it is, is not known yet: calls of one person with new tokens count together.
  const account = { name, token, user: `new of ${userId}` }
  const seen = await askInTurn(userId, account, checkToken)
  if (seen.silent || seen.missing.length === 0) return seen
  throw new AppError('cloud-token-lacks', {
    userMessage: `The token of ${seen.username} may not do all that a cluster needs. Nothing was stored. Make a token that may, and paste it here.`,
    details: { missing: seen.missing },
  })
}
