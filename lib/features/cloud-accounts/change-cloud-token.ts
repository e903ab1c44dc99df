import type { ChangeCloudToken, ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { databaseVault } from '@/lib/vault/database-vault'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { checkNewToken } from './check-new-token'
import { lockedAccount } from './locked-account'
import { findCloudAccount } from './queries'

/**
 * Keeps another token in place of the old one, which is forgotten. It must be of the same Linode user: what clusters have
 * made there is found and deleted with it.
 * @throws AppError `cloud-token-of-another`, `not-found`, or what `checkNewToken` throws
 */
export async function changeCloudToken(
  actor: Actor,
  accountId: string,
  { token }: ChangeCloudToken,
): Promise<ListedCloudAccount> {
  assertMay(actor, 'cloud-accounts.change')
  const before = await findCloudAccount(actor, accountId)
  const { username, missing } = await checkNewToken(actor.userId, before.name, token)
  const vault = databaseVault()
  const tokenSecretId = await vault.seal(token, { kind: 'linode-token', ownerId: actor.userId })
  try {
    await db().$transaction(async (transaction) => {
      const row = await lockedAccount(transaction, actor, accountId)
      if (row.username !== username) throw ofAnother(row.name, row.username, username)
      const now = new Date()
      const data = { tokenSecretId, missing: [...missing], checkedAt: now, tokenChangedAt: now }
      await transaction.cloudAccount.update({ where: { id: accountId }, data })
      await transaction.secret.deleteMany({ where: { id: row.tokenSecretId } })
      const subject = { type: 'cloud-account', id: accountId }
      await recordAudit({ actor, action: 'cloud-account.token', subject, details: { name: row.name } }, transaction)
    })
  } catch (error) {
    await vault.forget(tokenSecretId)
    throw error
  }
  return findCloudAccount(actor, accountId)
}

const ofAnother = (name: string, is: string, shown: string): AppError =>
  new AppError('cloud-token-of-another', {
    userMessage: `This token is of the Linode user ${shown}, and ${name} is of ${is}. Nothing was changed. Make a token as ${is}, or add ${shown} as an account of its own.`,
    details: { field: 'token' },
  })
