import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { LinodeAccount } from '@/lib/linode/connection'
import { databaseVault } from '@/lib/vault/database-vault'
import { changeableCloudAccounts } from './visible-cloud-accounts'

/**
 * The actor's account with its token, to ask the cloud in its name.
 * @throws AppError `not-found`, `secret-missing`, `secret-unreadable`
 */
export async function ownAccount(
  actor: Actor,
  accountId: string,
): Promise<LinodeAccount & { readonly tokenSecretId: string }> {
  const row = await db().cloudAccount.findFirst({
    where: { id: accountId, AND: changeableCloudAccounts(actor) },
    select: { name: true, username: true, tokenSecretId: true },
  })
  if (row === null) throw notFound('account')
  const { name, username, tokenSecretId } = row
  return { name, user: username, token: await databaseVault().open(tokenSecretId), tokenSecretId }
}
