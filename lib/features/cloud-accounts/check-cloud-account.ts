import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { checkToken } from '@/lib/linode/check-token'
import { assertMay } from '../policy'
import { askInTurn } from './ask-in-turn'
import { ownAccount } from './own-account'
import { findCloudAccount } from './queries'

/**
 * Asks Linode now what the token may do, and keeps what it says; a token that Linode does not take any more is what is
 * missing.
 * @throws AppError `not-found`, `too-many-requests`, or of lib/linode/faults.ts when Linode did not say
 */
export async function checkCloudAccount(actor: Actor, accountId: string): Promise<ListedCloudAccount> {
  assertMay(actor, 'cloud-accounts.change')
  const account = await ownAccount(actor, accountId)
  const { username, missing } = await askInTurn(actor.userId, account, checkToken).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'linode-token-refused') throw error
    return { username: account.user, missing: [error.userMessage] }
  })
  // Only of the token that was asked about: another may have been stored meanwhile.
  await db().cloudAccount.updateMany({
    where: { id: accountId, tokenSecretId: account.tokenSecretId },
    data: { username, missing: [...missing], checkedAt: new Date() },
  })
  return findCloudAccount(actor, accountId)
}
