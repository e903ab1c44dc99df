import type { ListedCloudAccount, RenameCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { assertNameFree } from './add-cloud-account'
import { lockedAccount } from './locked-account'
import { findCloudAccount } from './queries'

/** @throws AppError `cloud-account-name-taken`, `not-found` */
export async function renameCloudAccount(
  actor: Actor,
  accountId: string,
  { name }: RenameCloudAccount,
): Promise<ListedCloudAccount> {
  assertMay(actor, 'cloud-accounts.change')
  await db().$transaction(async (transaction) => {
    const { name: before } = await lockedAccount(transaction, actor, accountId)
    if (before === name) return
    await assertNameFree(transaction, actor.userId, name)
    await transaction.cloudAccount.update({ where: { id: accountId }, data: { name } })
    const subject = { type: 'cloud-account', id: accountId }
    await recordAudit({ actor, action: 'cloud-account.rename', subject, details: { before, name } }, transaction)
  })
  return findCloudAccount(actor, accountId)
}
