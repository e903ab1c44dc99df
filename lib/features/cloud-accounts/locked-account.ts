import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import type { Transaction } from '@/lib/providers/provider'
import { changeableCloudAccounts } from './visible-cloud-accounts'

/**
 * An account that this transaction alone may change or give to a cluster, until it ends.
 * @throws AppError `not-found`
 */
export async function lockedAccount(transaction: Transaction, actor: Actor, accountId: string) {
  await transaction.$executeRaw`select 1 from cloud_account where id = ${accountId} for update`
  const row = await transaction.cloudAccount.findFirst({
    where: { id: accountId, AND: changeableCloudAccounts(actor) },
    select: { id: true, name: true, username: true, tokenSecretId: true },
  })
  if (row === null) throw notFound('account')
  return row
}
