import type { ListedCloudAccount, NewCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { LINODE } from '@/lib/providers/linode/connect-account'
import type { Transaction } from '@/lib/providers/provider'
import { MOST_CLOUD_ACCOUNTS } from '@/lib/shared/cloud/cloud-data'
import { databaseVault } from '@/lib/vault/database-vault'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { checkNewToken } from './check-new-token'
import { findCloudAccount } from './queries'

/**
 * Keeps an account at Linode, if its token may do all that a cluster needs. The token goes into the vault and is never
 * shown again.
 * @throws AppError `cloud-account-name-taken`, `cloud-accounts-full`, or what `checkNewToken` throws
 */
export async function addCloudAccount(actor: Actor, { name, token }: NewCloudAccount): Promise<ListedCloudAccount> {
  assertMay(actor, 'cloud-accounts.create')
  await assertRoom(db(), actor.userId, name)
  const { username, missing } = await checkNewToken(actor.userId, name, token)
  const vault = databaseVault()
  const tokenSecretId = await vault.seal(token, { kind: 'linode-token', ownerId: actor.userId })
  const id = newId()
  try {
    await db().$transaction(async (transaction) => {
      // One after another, so that two clicks do not both find room.
      await transaction.$executeRaw`select 1 from "user" where id = ${actor.userId} for update`
      await assertRoom(transaction, actor.userId, name)
      await transaction.cloudAccount.create({
        data: {
          ...{ id, ownerId: actor.userId, provider: LINODE, name, tokenSecretId, username },
          missing: [...missing],
          checkedAt: new Date(),
        },
      })
      const subject = { type: 'cloud-account', id }
      await recordAudit({ actor, action: 'cloud-account.create', subject, details: { name, username } }, transaction)
    })
  } catch (error) {
    await vault.forget(tokenSecretId)
    throw error
  }
  return findCloudAccount(actor, id)
}

async function assertRoom(client: Transaction, ownerId: string, name: string): Promise<void> {
  await assertNameFree(client, ownerId, name)
  if ((await client.cloudAccount.count({ where: { ownerId } })) < MOST_CLOUD_ACCOUNTS) return
  throw new AppError('cloud-accounts-full', {
    userMessage: `You have ${MOST_CLOUD_ACCOUNTS} accounts already, which is the most. Delete one that no cluster uses first.`,
  })
}

/** @throws AppError `cloud-account-name-taken` */
export async function assertNameFree(client: Transaction, ownerId: string, name: string): Promise<void> {
  const taken = await client.cloudAccount.findUnique({
    where: { ownerId_name: { ownerId, name } },
    select: { id: true },
  })
  if (taken === null) return
  throw new AppError('cloud-account-name-taken', {
    userMessage: `You have an account with the name ${name} already. Choose another name.`,
    details: { field: 'name' },
  })
}
