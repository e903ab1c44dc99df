import type { AccountSweep } from '@/lib/contracts/cloud-sweeps'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { clustersOf, saveFound } from '@/lib/providers/linode/sweep/account-port'
import { readOrphans } from '@/lib/providers/linode/sweep/read-orphans'
import { databaseVault } from '@/lib/vault/database-vault'
import { askInTurn } from '../cloud-accounts/ask-in-turn'
import { changeableCloudAccounts } from '../cloud-accounts/visible-cloud-accounts'
import { findSweep } from './queries'

/**
 * Looks at Linode now, for a person who waits, and keeps what it found.
 * @throws AppError `not-found`, `too-many-requests`, or of lib/linode/faults.ts when Linode did not say
 */
export async function lookForOrphans(actor: Actor, accountId: string): Promise<AccountSweep> {
  assertMay(actor, 'cloud-accounts.sweep')
  const row = await db().cloudAccount.findFirst({
    where: { id: accountId, AND: changeableCloudAccounts(actor) },
    select: { name: true, username: true, tokenSecretId: true },
  })
  if (row === null) throw notFound('account')
  const { name, username, tokenSecretId } = row
  const account = { name, user: username, token: await databaseVault().open(tokenSecretId) }
  const found = await askInTurn(actor.userId, account, (linode, signal) => readOrphans(linode, clustersOf, signal))
  await saveFound(accountId, found, Date.now())
  return findSweep(actor, accountId)
}
